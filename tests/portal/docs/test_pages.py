"""The pages of the documentation, in order."""

import pytest

from app.portal.docs.pages import LANGUAGES, PAGES, neighbours
from tests.conventions.source import PROJECT


@pytest.mark.parametrize("page", PAGES.values(), ids=lambda page: page.path or "quick start")
def test_page_has_a_template(page):
    assert (PROJECT / "templates" / page.template).exists()


def test_first_and_last_page_have_one_neighbour():
    listed = [page for page in PAGES.values() if page.is_listed]
    assert neighbours(listed[0]) == (None, listed[1])
    assert neighbours(listed[-1]) == (listed[-2], None)
    assert neighbours(listed[1]) == (listed[0], listed[2])


def test_of_the_quick_starts_only_the_first_is_listed():
    assert [page.is_listed for page in LANGUAGES.values()] == [True, False, False, False]
