"""What failed lately, on the front page of who can act on it."""

from html import unescape

import pytest

from app.extensions import db
from app.models.calendar_subscriptions.calendar_subscription import CalendarSubscription
from app.models.flow_doctor.flow_failure import FlowFailure
from app.models.teams.membership import Role
from app.models.values import clock
from app.models.webhooks.webhook import Reason, Webhook
from tests.support.factories import join, make_client, make_team, make_user
from tests.support.people import sign_in


@pytest.fixture
def front_page(app):
    """A function that returns the text of a person's front page."""

    def show(address):
        browser = app.test_client()
        sign_in(browser, address)
        return unescape(browser.get("/").text)

    return show


@pytest.fixture
def world(app):
    """Dev's app with two refused requests, and Ana's team whose calendar cannot be read."""
    with app.app_context():
        team = make_team(make_user("ana@example.org"), name="Harbour Hall", slug="harbour-hall")
        join(team, make_user("ed@example.org"), Role.EDITOR)
        join(team, make_user("vera@example.org"), Role.VIEWER)
        calendar = CalendarSubscription.add(
            team, url="https://calendar.example/a.ics", name="Tides", by=None
        )
        calendar.failing_since_at = clock.now()
        poster, _secret = make_client(make_user("dev@example.org"), name="Poster Board")
        hook, _text = Webhook.create(
            poster, url="https://hooks.example.org/stagedoor", types=["event.upserted"]
        )
        hook.pause(Reason.FAILING)
        for at, count in ((clock.now(), 2), (clock.now() - 8 * 86_400, 5)):
            db.session.add(
                FlowFailure(
                    client_id=poster.id,
                    step="token",
                    reason="code_used",
                    proven=True,
                    count=count,
                    first_at=at,
                    last_at=at,
                    request_id="r",
                    likeness=str(at),
                )
            )
        db.session.commit()
        return poster.client_id


def test_developer_is_led_to_the_flow_doctor(front_page, world):
    page = front_page("dev@example.org")
    assert "2 requests of Poster Board were refused this week" in page
    assert f'href="/developer/apps/{world}/doctor"' in page
    assert "A webhook of Poster Board stopped" in page
    assert f'href="/developer/apps/{world}/webhooks/' in page
    assert "Tides" not in page


def test_who_writes_events_is_led_to_the_calendar(front_page, world):
    for address in ("ana@example.org", "ed@example.org"):
        page = front_page(address)
        assert "The calendar Tides of Harbour Hall cannot be read" in page
        assert "Poster Board" not in page
    assert "Failed lately" not in front_page("vera@example.org")
