"""The language and the zone of what is rendered are those of the reader, found once."""

import pytest
from flask import Flask, g

from app.language import current


@pytest.fixture
def page():
    app = Flask(__name__)
    tags = {"locale": "de", "timezone": "Asia/Tokyo", "chosen": 0}

    def locale():
        tags["chosen"] += 1
        return tags["locale"]

    current.register(app, locale=locale, timezone=lambda: tags["timezone"])
    with app.app_context():
        yield tags


def test_it_is_chosen_once_for_a_page(page):
    languages = [current.page_locale().language for _text in range(3)]
    assert (languages, page["chosen"]) == (["de"] * 3, 1)
    assert str(current.page_timezone()) == "Asia/Tokyo"


def test_it_is_chosen_again_for_another_reader(page):
    assert current.page_locale().language == "de"
    page["locale"], page["timezone"] = "en", "UTC"
    current.refresh()
    assert (current.current().tag, str(current.page_timezone())) == ("en", "UTC")


def test_a_forced_language_ends_with_its_block(page):
    with current.force_locale("en"):
        current.refresh()
        assert current.current().tag == "en"
        assert str(current.page_timezone()) == "Asia/Tokyo"
    assert current.current().tag == "de"
    assert g.get(current.FORCED) is None


def test_forced_languages_can_be_nested(page):
    with current.force_locale("en"):
        with current.force_locale("de"):
            assert current.current().tag == "de"
        assert current.current().tag == "en"


def test_outside_of_an_app_it_is_that_of_the_source():
    current.refresh()
    with current.force_locale("de"):
        assert (current.current().tag, str(current.page_timezone())) == ("en", "UTC")


def test_a_language_without_a_catalog_has_the_texts_of_the_source():
    assert current.catalog_of("de") is not None
    assert current.catalog_of("en") is None
