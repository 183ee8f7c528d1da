"""Personal tokens: a user's own scripts, as far as the user's own role goes, on live data."""

import pytest
from flask import current_app

from app.config import settings
from app.extensions import db
from app.models.clients import client_search
from app.models.clients.client import Client
from app.models.credentials import live_token
from app.models.credentials.personal_tokens import personal_token
from app.models.credentials.personal_tokens.personal_token import DAY
from app.models.event_queries.event_filter import EventFilter
from app.models.feeds import live_feed
from app.models.feeds.feed_link import FeedLink
from app.models.grants import orphaned_grants
from app.models.grants.grant import Grant
from app.models.grants.membership_changes import change_role, end_membership
from app.models.housekeeping import invariants
from app.models.teams.membership import Membership, Role
from app.models.values import secret
from app.models.values.errors import LimitError, ValidationError
from app.models.values.scopes import Permission
from tests.support import factories

pytestmark = pytest.mark.both_databases


@pytest.fixture
def team(context):
    return factories.make_team()


@pytest.fixture
def vera(team):
    """A viewer of the team."""
    vera = factories.make_user()
    factories.join(team, vera, Role.VIEWER)
    return vera


@pytest.fixture
def set_setting(context):
    """Change settings of the app for one test."""

    def change(**values):
        current_app.config["SETTINGS"] = settings().model_copy(update=values)

    return change


def works(token):
    db.session.commit()
    return live_token.find(token) is not None


def test_token_is_recognisable_and_works_for_90_days(vera, team, clock):
    grant, token = factories.make_personal_token(vera, team)
    assert secret.is_well_formed(secret.Kind.PERSONAL_TOKEN, token)
    assert token.startswith("sd_pat_")
    db.session.commit()
    live = live_token.find(token)
    assert (live.grant_id, [team.slug for team in live.teams]) == (grant.id, [team.slug])
    assert live.expires_at == grant.expires_at == clock.now() + 90 * DAY
    clock.advance(90 * DAY)
    assert not works(token)


def test_role_bounds_it_at_each_moment_and_a_lost_one_does_not_end_it(vera, team):
    _grant, token = factories.make_personal_token(vera, team, scopes="events:write")
    membership = Membership.find(team, vera)

    def may(permission):
        db.session.commit()
        live = live_token.find(token)
        return live.permits(permission, live.teams[0])

    assert may(Permission.READ_EVENTS)
    assert not may(Permission.WRITE_EVENTS)
    change_role(membership, Role.OWNER)
    assert may(Permission.WRITE_EVENTS)
    change_role(membership, Role.VIEWER)
    assert may(Permission.READ_EVENTS)
    assert not may(Permission.WRITE_EVENTS)
    assert invariants.find_broken() == []


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(lambda grant: grant.revoke(), id="revoked"),
        pytest.param(
            lambda grant: end_membership(Membership.find(grant.teams[0], grant.user)), id="left"
        ),
        pytest.param(lambda grant: grant.user.disable(), id="disabled"),
        pytest.param(lambda grant: grant.client.suspend("spam"), id="suspended"),
        pytest.param(lambda grant: grant.teams[0].allow_personal_tokens(False), id="forbidden"),
    ],
)
def test_it_stops_at_the_next_request(vera, team, end):
    grant, token = factories.make_personal_token(vera, team)
    assert works(token)
    end(grant)
    assert not works(token)


def test_token_of_a_former_member_or_a_disabled_user_cannot_be_adopted(vera, team):
    factories.make_personal_token(vera, team)
    vera.disable()
    db.session.flush()
    assert orphaned_grants.list_of_team(team) == []
    end_membership(Membership.find(team, vera))
    db.session.flush()
    assert orphaned_grants.list_of_team(team) == []


def test_team_that_forbids_them_stops_links_that_one_made_and_nothing_else(vera, team):
    other = factories.make_team(vera)
    grant, token = factories.make_personal_token(vera, team, other)
    app_token, _refresh = factories.make_tokens(
        factories.make_grant(factories.make_client()[0], vera, team)
    )
    member = Membership.find(team, vera)
    _link, key = FeedLink.make(member, name="Wall", filters=EventFilter(), grant=grant)
    db.session.commit()
    assert live_feed.find(key).works
    team.allow_personal_tokens(False)
    db.session.commit()
    assert [team.slug for team in live_token.find(token).teams] == [other.slug]
    assert not live_feed.find(key).works
    assert works(app_token)
    team.allow_personal_tokens(True)
    db.session.commit()
    assert len(live_token.find(token).teams) == 2
    assert live_feed.find(key).works


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"scopes": ""}, "scopes"),
        ({"scopes": "openid"}, "scopes"),
        ({"scopes": "crm_read"}, "scopes"),
        ({"scopes": "admin"}, "scopes"),
        ({"lifetime": 0}, "expires"),
        ({"lifetime": -DAY}, "expires"),
        ({"lifetime": 365 * DAY + 1}, "expires"),
    ],
)
def test_value_beyond_its_limit_is_refused_by_its_field(vera, team, changes, field):
    with pytest.raises(ValidationError) as refused:
        factories.make_personal_token(vera, team, **changes)
    assert refused.value.field == field


def test_only_teams_of_the_user_that_allow_it_can_be_chosen(vera, team):
    with pytest.raises(ValidationError, match="Choose at least one team"):
        factories.make_personal_token(vera)
    with pytest.raises(ValidationError, match="Choose among your teams"):
        factories.make_personal_token(vera, team, factories.make_team())
    team.allow_personal_tokens(False)
    with pytest.raises(ValidationError, match="does not allow personal tokens"):
        factories.make_personal_token(vera, team)


def test_token_for_the_account_alone_needs_no_team(vera):
    _grant, token = factories.make_personal_token(vera, scopes="profile:read")
    db.session.commit()
    live = live_token.find(token)
    assert (live.teams, live.permits(Permission.READ_PROFILE)) == ((), True)


def test_number_of_one_user_is_limited_and_ended_ones_do_not_count(vera, team, set_setting):
    set_setting(max_personal_tokens=2)
    first, _token = factories.make_personal_token(vera, team)
    factories.make_personal_token(vera, team)
    with pytest.raises(LimitError):
        factories.make_personal_token(vera, team)
    first.revoke()
    factories.make_personal_token(vera, team)


def test_operators_limit_of_access_tokens_holds(vera, team, set_setting):
    set_setting(max_access_token_lifetime=30 * DAY)
    with pytest.raises(ValidationError, match="30 days"):
        factories.make_personal_token(vera, team, lifetime=90 * DAY)


def test_built_in_client_is_one_that_no_one_can_authorize_or_own(vera, team):
    factories.make_personal_token(vera, team)
    factories.make_personal_token(vera, team)
    client = db.session.scalars(db.select(Client).where(Client.source == "personal")).one()
    assert Client.find(personal_token.CLIENT_ID) is client
    assert (client.owner, client.registered_uris(), client.grant_types) == (None, [], "")
    assert client_search.list_owned(vera) == []
    assert client.is_reviewed
    with pytest.raises(ValidationError, match="reviewed app"):
        factories.make_client(name="Personal Tokens")


def test_tokens_are_listed_with_their_names(vera, team):
    grant, _token = factories.make_personal_token(vera, team, name="deploy.sh")
    assert grant.title == "deploy.sh"
    assert db.session.scalars(db.select(Grant).where(personal_token.of_user(vera))).all() == [grant]
