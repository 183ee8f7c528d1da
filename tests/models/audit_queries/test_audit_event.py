"""Lines of the audit trail cannot be changed, and are listed by what they are about."""

import pytest

from app.extensions import db
from app.models.audit import audit_trail
from app.models.audit_queries.audit_event import AppendOnlyError, AuditEvent
from tests.support.audit import forget
from tests.support.factories import make_client, make_grant, make_team, make_user


@pytest.fixture
def grant(context):
    user = make_user()
    grant = make_grant(make_client()[0], user, make_team(user))
    forget()
    return grant


def test_line_can_be_neither_changed_nor_deleted(grant):
    audit_trail.record("team.changed")
    db.session.commit()
    line = db.session.scalars(db.select(AuditEvent)).one()
    line.action = "nothing"
    with pytest.raises(AppendOnlyError):
        db.session.flush()
    db.session.rollback()
    db.session.delete(line)
    with pytest.raises(AppendOnlyError):
        db.session.flush()


def test_lines_of_a_client_leave_out_those_of_its_grants(grant):
    audit_trail.record("client.changed", client=grant.client)
    audit_trail.record("grant.revoked", grant=grant)
    audit_trail.record("client.changed", client=make_client()[0])
    assert [e.action for e in AuditEvent.list_of_client(grant.client)] == ["client.changed"]
    assert [e.action for e in AuditEvent.list_of_grant(grant)] == ["grant.revoked"]


def test_newest_line_comes_first_and_fifty_are_listed(grant, clock):
    for number in range(51):
        clock.advance(1)
        audit_trail.record("grant.renewed", grant=grant, number=number)
    lines = AuditEvent.list_of_grant(grant)
    assert (len(lines), lines[0].detail) == (50, '{"number": 50}')
