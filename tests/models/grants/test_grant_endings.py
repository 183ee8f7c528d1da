"""Ending everything that people allow one client."""

import pytest

from app.extensions import db
from app.models.audit_queries.audit_event import AuditEvent
from app.models.grants import grant_endings, orphaned_grants
from app.models.grants.grant import Grant
from app.models.grants.grant_state import GrantStatus
from app.models.grants.membership_changes import change_role
from app.models.teams.membership import Role
from app.models.values import clock
from tests.support import audit, factories

pytestmark = [pytest.mark.usefixtures("context"), pytest.mark.both_databases]


def test_each_standing_grant_ends_with_a_line_of_its_own():
    client, _secret = factories.make_client()
    other, _secret = factories.make_client()
    organizers = [factories.make_user() for _number in range(5)]
    grants = [factories.make_grant(client, one, factories.make_team(one)) for one in organizers]
    stays = factories.make_grant(other, organizers[0], factories.make_team(organizers[0]))
    grants[0].revoke()
    itself = Grant.of_client_itself(client, frozenset({"events:read"}))
    db.session.flush()

    assert grant_endings.end_all_of(client) == 5
    db.session.commit()
    assert {one.status for one in (*grants, itself)} == {GrantStatus.REVOKED}
    assert stays.is_live
    about = db.session.scalars(
        db.select(AuditEvent.grant_id).where(AuditEvent.action == "grant.ended_by_developer")
    ).all()
    assert sorted(about) == sorted(one.id for one in (*grants[1:], itself))


def test_nothing_to_end_is_noted_all_the_same():
    client, _secret = factories.make_client()
    audit.forget()
    assert grant_endings.end_all_of(client) == 0
    line = db.session.scalars(db.select(AuditEvent)).one()
    assert (line.action, line.detail) == ("client.authorizations_ended", '{"count": 0}')


def test_what_has_expired_is_not_orphaned_so_that_no_one_adopts_it():
    """Also before the worker has recorded its end."""
    team = factories.make_team()
    owner = factories.join(team, factories.make_user(), Role.OWNER)
    client, _secret = factories.make_client()
    grant = factories.make_grant(client, owner.user, team)
    grant.expires_at = clock.now()
    db.session.commit()
    assert change_role(owner, Role.EDITOR) == []
    db.session.commit()
    assert orphaned_grants.list_of_team(team) == []
