"""A team subscribes to an address once, to ten at most, and the address stays private."""

import pytest

from app.extensions import db
from app.models.calendar_subscriptions import calendar_subscription
from app.models.calendar_subscriptions.calendar_subscription import CalendarSubscription, normalize
from app.models.values.errors import ValidationError
from tests.support.factories import make_team

URL = "https://calendars.example/private-0123456789/basic.ics"


@pytest.fixture
def team(context):
    return make_team()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (f" {URL} ", URL),
        (URL.replace("https", "webcal"), URL),
        (URL.replace("https", "HTTPS"), URL),
        (URL.replace("https", "http"), URL.replace("https", "http")),
    ],
    ids=["spaces", "webcal", "upper case", "http"],
)
def test_address_is_stored_as_one_of_the_web(context, typed, stored):
    assert normalize(typed) == stored


@pytest.mark.parametrize(
    "typed", ["", "calendars.example", "ftp://a.example/", "https://", "file:///etc"]
)
def test_what_is_no_web_address_is_refused(context, typed):
    with pytest.raises(ValidationError) as refusal:
        normalize(typed)
    assert refusal.value.field == "url"


def test_same_address_is_refused_and_another_team_may_have_it(team):
    CalendarSubscription.add(team, url=URL, name="Town")
    with pytest.raises(ValidationError):
        CalendarSubscription.add(team, url=URL.replace("https", "webcal"), name="Again")
    CalendarSubscription.add(make_team(), url=URL, name="Town")


def test_subscriptions_of_a_team_are_limited(team, monkeypatch):
    monkeypatch.setattr(calendar_subscription, "MAX_A_TEAM", 2)
    for number in range(2):
        CalendarSubscription.add(team, url=f"{URL}?{number}", name="Town")
    with pytest.raises(ValidationError):
        CalendarSubscription.add(team, url=URL, name="Town")


def test_page_shows_the_host_and_the_end_of_the_address_alone(team):
    row = CalendarSubscription.add(team, url=URL, name="")
    assert row.shown_url == "calendars.example/….ics"
    assert row.name == "calendars.example"


def test_subscriptions_are_listed_by_name_and_found_in_their_team(team):
    rows = [
        CalendarSubscription.add(team, url=f"{URL}?{name}", name=name) for name in ("b", "C", "a")
    ]
    db.session.flush()
    assert [row.name for row in CalendarSubscription.list_of(team)] == ["a", "b", "C"]
    assert CalendarSubscription.find(team, rows[0].public_id) is rows[0]
    assert CalendarSubscription.find(make_team(), rows[0].public_id) is None
    assert CalendarSubscription.find(team, "nothing") is None
