"""What pages say about a private feed link."""

import pytest

from app.models.event_queries.event_filter import EventFilter
from app.models.events.event_audience import Audience
from app.models.feeds.feed_link import FeedLink
from app.models.teams.membership import Membership
from app.portal.feeds import feed_link_presenter
from tests.support.factories import make_client, make_grant, make_team, make_user


@pytest.fixture
def ana(app):
    """A user, within a request."""
    with app.test_request_context("/"):
        yield make_user(name="Ana")


def test_link_of_a_member(ana):
    team = make_team(ana)
    link, key = FeedLink.make(
        Membership.find(team, ana),
        name="Phone",
        filters=EventFilter(status="cancelled"),
        audience=Audience.EVERYBODY,
    )
    facts = feed_link_presenter.on_page(link)

    assert (facts["maker"], facts["pause"], facts["last_fetch"]) == ("Ana", None, None)
    assert (facts["audience"], facts["state"]) == ("Public events only", "Cancelled")
    assert facts["end"] == f"····{key[-4:]}"
    assert key not in str(facts)


def test_link_of_an_app_tells_why_it_is_paused(ana):
    team, (client, _secret) = make_team(ana), make_client(name="Desk")
    grant = make_grant(client, ana, team)
    membership = Membership.find(team, ana)
    link, _key = FeedLink.make(membership, name="Wall", filters=EventFilter(), grant=grant)

    assert feed_link_presenter.in_list(link)["maker"] == "Desk"
    client.suspend("Under investigation.")
    assert feed_link_presenter.pause(link) == "Its app is suspended"
    ana.disabled_at = 1
    assert feed_link_presenter.pause(link) == "The account of its creator is disabled"


def test_last_fetch_names_address_and_program(ana):
    link, _key = FeedLink.make(
        Membership.find(make_team(ana), ana), name="Phone", filters=EventFilter()
    )
    link.last_used_address, link.last_used_agent = "192.0.2.1", "Thunderbird"

    assert feed_link_presenter.on_page(link)["last_fetch"] == "192.0.2.1 · Thunderbird"


def test_every_format_has_an_address_and_the_calendar_is_first(ana):
    addresses = feed_link_presenter.addresses("key")

    assert [name for name, _url in addresses] == list(feed_link_presenter.FORMATS.values())
    assert addresses[0][0] == "iCalendar"
    assert addresses[0][1] == "http://localhost/feeds/key/events.ics"
