"""What templates say about moments and names."""

import pytest
from flask import Flask
from flask_login import LoginManager, UserMixin, login_user

from app.language import current
from app.models.values import clock
from app.web import template_filters
from app.web.language.locale import pick_timezone
from tests.support.settings import make_settings

NOON = 1_791_806_400  # 2026-10-12T12:00:00Z


class Reader(UserMixin):
    def __init__(self, timezone):
        self.id = "reader"
        self.timezone = timezone


@pytest.fixture(autouse=True)
def page(monkeypatch):
    app = Flask(__name__)
    app.secret_key = "only for this test"
    app.config["SETTINGS"] = make_settings()
    current.register(app, locale=lambda: "en", timezone=pick_timezone)
    LoginManager(app).user_loader(lambda _id: None)
    template_filters.register(app)
    monkeypatch.setattr(clock, "now", lambda: NOON)
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "just now"),
        (-44, "just now"),
        (-120, "2 minutes ago"),
        (-5 * 3600, "5 hours ago"),
        (3 * 86400, "in 3 days"),
    ],
)
def test_relative_time_counts_from_now(seconds, words):
    assert template_filters.relative_time(NOON + seconds) == words


@pytest.mark.parametrize(
    ("timezone", "words"),
    [
        ("Europe/Stockholm", "12 Oct 2026, 14:00:00 UTC+02:00"),
        ("America/St_Johns", "12 Oct 2026, 09:30:00 UTC-02:30"),
        ("UTC", "12 Oct 2026, 12:00:00 UTC"),
    ],
)
def test_instant_leaves_nothing_open(timezone, words):
    login_user(Reader(timezone))
    assert template_filters.instant(NOON) == words
    assert template_filters.page_zone() == timezone


def test_exact_time_is_utc_for_a_stranger():
    assert template_filters.exact_time(NOON) == "12 Oct 2026, 12:00"


@pytest.mark.parametrize(
    ("timezone", "words"),
    [
        ("Europe/Stockholm", "12 Oct 2026, 14:00"),
        ("Pacific/Kiritimati", "13 Oct 2026, 02:00"),
    ],
)
def test_exact_time_is_in_the_readers_zone(timezone, words):
    login_user(Reader(timezone))

    assert template_filters.exact_time(NOON) == words


def test_exact_date_leaves_the_hour_out():
    assert template_filters.exact_date(NOON) == "12 Oct 2026"


def test_iso_time_is_utc():
    assert template_filters.iso_time(NOON) == "2026-10-12T12:00:00Z"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Poster Board", "PB"),
        ("Jazz på kajen", "JP"),
        ("Stadsguiden", "ST"),
        ("« Ö »", "Ö"),
        ("", "?"),
        ("!!!", "?"),
    ],
)
def test_monogram_is_two_letters_at_most(name, letters):
    assert template_filters.monogram(name) == letters


def test_tile_number_is_one_of_eight_and_stays():
    numbers = {template_filters.tile_number(f"Team {count}") for count in range(200)}

    assert numbers == set(range(1, 9))
    assert template_filters.tile_number("Poster Board") == 3


@pytest.mark.parametrize(("seconds", "text"), [(3600, "1 hour"), (7 * 86_400, "1 week")])
def test_duration_is_in_the_largest_unit_that_fits(seconds, text):
    assert template_filters.duration(seconds) == text
