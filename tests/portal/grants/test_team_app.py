"""One app in a team: one row for all its grants, and one act that ends them."""

import re

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.credentials import live_token
from app.models.event_queries.event_filter import EventFilter
from app.models.feeds import live_feed
from app.models.feeds.feed_link import FeedLink
from app.models.grants.grant import Grant
from app.models.grants.membership_changes import end_membership
from app.models.teams.membership import Membership, Role
from app.models.teams.team import ConnectPolicy, Team
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.forms import find_form, submit
from tests.support.people import sign_in
from tests.support.private_links import make_link

LIST = "/teams/harbour-hall/apps"


@pytest.fixture
def world(app, client):
    """Two owners who connected one app, one of them for another team as well; and its tokens."""
    with app.app_context():
        olivia = factories.make_user("olivia@example.org", name="Olivia")
        otto = factories.make_user("otto@example.org", name="Otto")
        hall = factories.make_team(olivia, name="Harbour Hall", slug="harbour-hall")
        owl = factories.make_team(otto, name="Night Owl", slug="night-owl")
        factories.join(hall, otto, Role.OWNER)
        made, _secret = factories.make_client(name="Poster Board")
        grants = [
            factories.make_grant(made, olivia, hall),
            factories.make_grant(made, otto, hall, owl),
        ]
        tokens = [factories.make_tokens(grant)[0] for grant in grants]
        link = make_link(hall, olivia, client=made, name="Website")
        _link, shared = FeedLink.make(
            Membership.find(hall, otto), name="Both", filters=EventFilter(), grant=grants[1]
        )
        other, _secret = factories.make_client(name="Tide Calendar")
        factories.make_grant(other, olivia, hall)
        db.session.commit()
        client_id = made.client_id
    sign_in(client, "olivia@example.org")
    return {
        "page": f"{LIST}/{client_id}",
        "tokens": tokens,
        "links": [link.key, shared],
    }


def test_app_has_one_row_with_all_who_allowed_it(client, world):
    page = client.get(LIST).text
    assert len(re.findall("<h3>Poster Board</h3>", re.sub(r"\s+(?=<)|(?<=>)\s+", "", page))) == 1
    assert page.count("Allowed by") == 3
    assert "2 apps" in page
    own = client.get(world["page"]).text
    assert "Otto" in own
    assert "Website" in own
    assert "Tide Calendar" not in own


def test_disconnecting_ends_all_of_it_for_this_team_alone(app, client, world):
    question = client.get(world["page"] + "/disconnect").text
    assert "Olivia, Otto" in question
    assert "2 private links" in question
    app.extensions["mail_outbox"].clear()

    submit(client, world["page"] + "/disconnect", "Disconnect the app")

    with app.app_context():
        mine, theirs = (live_token.find(token) for token in world["tokens"])
        assert mine is None
        assert [team.slug for team in theirs.teams] == ["night-owl"]
        assert [live_feed.find(key).is_over for key in world["links"]] == [True, True]
    assert [mail.to for mail in app.extensions["mail_outbox"]] == ["otto@example.org"]
    assert client.get(world["page"]).status_code == 404
    assert "Tide Calendar" in client.get(LIST).text


def connect_to_the_hall(app, app_id):
    """The id of a grant of Otto for this team alone."""
    with app.app_context():
        otto, hall = User.find_by_email("otto@example.org"), Team.find("harbour-hall")
        grant = factories.make_grant(Client.find(app_id), otto, hall)
        db.session.commit()
        return grant.public_id


@pytest.mark.parametrize("act", ["disconnect", "revoke"])
def test_member_who_connects_it_again_is_told_who_took_it_off(app, client, world, act):
    """Also where the consent page was open before."""
    app_id = world["page"].split("/")[-1]
    otto = app.test_client()
    sign_in(otto, "otto@example.org")
    request = flow.authorize_path(flow.App(app_id, None), team="harbour-hall", prompt="consent")
    opened = otto.get(request)
    assert "removed this on" not in opened.text
    if act == "disconnect":
        submit(client, f"{world['page']}/disconnect", "Disconnect the app")
    else:
        submit(client, f"{LIST}/{connect_to_the_hall(app, app_id)}/revoke", "Revoke access")
    late = submit(otto, "/oauth/authorize", "Authorize", page=opened, team="harbour-hall")
    page = otto.get(late.location)
    assert late.status_code == 303
    assert "Olivia removed this on" in page.text
    answer = submit(otto, late.location, "Authorize", team="harbour-hall")
    assert "code" in flow.callback(answer)


def test_what_waits_to_be_adopted_is_disconnected_too(app, client, world):
    with app.app_context():
        hall = db.session.scalars(db.select(factories.Team).filter_by(slug="harbour-hall")).one()
        otto = next(m for m in Membership.list_of(hall) if m.user.name == "Otto")
        factories.make_grant(factories.Client.find(world["page"].split("/")[-1]), otto.user, hall)
        end_membership(otto)
        db.session.commit()
    assert "Stopped, until an owner adopts them" in client.get(LIST).text
    submit(client, world["page"] + "/disconnect", "Disconnect the app")
    with app.app_context():
        statuses = [grant.status for grant in db.session.scalars(db.select(Grant))]
    assert "orphaned" not in statuses
    assert "Stopped, until an owner adopts them" not in client.get(LIST).text


def test_only_owners_disconnect(app, client, world):
    with app.app_context():
        editor = factories.make_user("ed@example.org")
        hall = db.session.scalars(db.select(factories.Team).filter_by(slug="harbour-hall")).one()
        factories.join(hall, editor, Role.EDITOR)
        db.session.commit()
    browser = app.test_client()
    sign_in(browser, "ed@example.org")
    token = find_form(browser.get("/account").text).fields["csrf_token"]
    address = world["page"] + "/disconnect"
    assert browser.post(address, data={"csrf_token": token}).status_code == 403
    assert "Disconnect" not in browser.get(LIST).text.partition("<main")[2].replace(
        "Disconnecting", ""
    )


def test_app_that_the_policy_would_refuse_now_is_marked(app, client, world):
    with app.app_context():
        hall = db.session.scalars(db.select(factories.Team).filter_by(slug="harbour-hall")).one()
        hall.set_connect_policy(ConnectPolicy.REVIEWED)
        db.session.commit()
    assert "Could not be connected now: not reviewed" in client.get(LIST).text
    assert "It could not be connected now" in client.get(world["page"]).text
