"""A deleted team ends with everything that belongs to it."""

import pytest

from app.extensions import db
from app.models.events.event import Event
from app.models.housekeeping import invariants, team_deletion
from app.models.housekeeping.purge import purge
from app.models.teams.membership import Membership, Role
from app.models.teams.team_invitation import TeamInvitation
from app.models.webhooks.webhook_cursor import WebhookCursor
from tests.support.factories import join, make_client, make_event, make_grant, make_team, make_user
from tests.support.hooks import make_hooked

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("context")]


def test_events_members_invitations_and_grants_end_once():
    ana = make_user()
    team, other = make_team(ana), make_team(ana)
    join(team, make_user())
    event, kept = make_event(team), make_event(other)
    grant = make_grant(make_client()[0], ana, team)
    token = TeamInvitation.issue(team, email="b@example.org", role=Role.EDITOR, by=ana)
    before = event.change_seq
    assert team_deletion.delete(team, by=ana)
    assert not team_deletion.delete(team, by=ana)
    db.session.commit()
    assert (event.deleted_at is not None, kept.deleted_at) == (True, None)
    assert event.change_seq > before
    assert Membership.list_of(team) == []
    assert TeamInvitation.find_open(token) is None
    assert not grant.is_live
    assert invariants.find_broken() == []


def test_every_event_is_deleted_however_many_there_are(monkeypatch):
    monkeypatch.setattr("app.database.batches.SIZE", 2)
    ana = make_user()
    team = make_team(ana)
    for number in range(5):
        make_event(team, f"Night {number}")
    team_deletion.delete(team, by=ana)
    present = db.select(Event).where(Event.deleted_at.is_(None))
    assert db.session.scalars(present).all() == []


def test_purge_forgets_how_far_webhooks_were_told_of_it():
    hooked, other = make_hooked("https://a.example/"), make_hooked("https://b.example/")
    team_deletion.delete(hooked.team, by=hooked.grant.user)
    db.session.commit()
    purge()
    assert {cursor.team_id for cursor in db.session.query(WebhookCursor)} == {other.team_id}
