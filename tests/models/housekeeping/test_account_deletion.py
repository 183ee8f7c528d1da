"""A deleted account ends with everything of its user, unless a team would lose its only owner."""

import pytest

from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.events.event import Event
from app.models.housekeeping import account_deletion
from app.models.teams.membership import Membership, Role
from app.models.trials import sandbox
from app.models.values.errors import LastOwnerError
from tests.support.factories import (
    join,
    make_client,
    make_event,
    make_grant,
    make_team,
    make_ticket,
    make_user,
)

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("context")]


def test_everything_of_the_user_ends_once():
    ana, ben = make_user(), make_user()
    team = make_team(ben)
    join(team, ana, Role.OWNER)
    client, _secret = make_client(ana)
    given = make_grant(make_client()[0], ana, team)
    received = make_grant(client, ben, team)
    _session, key = BrowserSession.start(ana)
    assert account_deletion.delete(ana)
    db.session.commit()
    assert not account_deletion.delete(ana)
    assert Membership.list_with_teams(ana) == []
    assert not given.is_live
    assert not client.is_live
    assert not received.is_usable
    assert BrowserSession.find(key) is None


def test_only_owner_of_a_team_cannot_go():
    ana = make_user()
    team = make_team(ana)
    db.session.commit()
    with pytest.raises(LastOwnerError):
        account_deletion.delete(ana)
    db.session.rollback()
    assert account_deletion.foresee(ana).teams == [team]
    assert ana.is_active


def test_sandbox_prevents_nothing_and_goes_along():
    ana = make_user()
    team = sandbox.open_for(ana)
    assert account_deletion.foresee(ana).teams == []
    assert account_deletion.delete(ana)
    assert team.deleted_at is not None
    present = db.select(Event).where(Event.deleted_at.is_(None))
    assert db.session.scalars(present).all() == []


def test_outlook_counts_what_would_end():
    ana, ben = make_user(), make_user()
    team = make_team(ben)
    join(team, ana, Role.EDITOR)
    client, _secret = make_client(ana)
    make_grant(client, ben, team)
    make_grant(make_client()[0], ana, scopes="profile:read")
    make_ticket(make_event(team), ana)
    db.session.flush()
    outlook = account_deletion.foresee(ana)
    assert (outlook.memberships, outlook.grants, outlook.tickets) == (1, 1, 1)
    assert (outlook.clients, outlook.client_use.grants, outlook.teams) == (1, 1, [])
