"""Operators find lines by actor, object and time."""

import pytest

from app.models.audit import audit_trail
from app.models.audit_queries import audit_search
from app.models.audit_queries.audit_search import AuditFilter
from tests.support.audit import forget
from tests.support.factories import make_client, make_grant, make_team, make_user


@pytest.fixture
def user(context):
    return make_user("ana@example.org")


def actions(**filters):
    """Return the actions of the lines that match, newest first."""
    return [line.action for line in audit_search.list_lines(AuditFilter(**filters)).rows]


def test_filters_combine(user, clock):
    team = make_team(user)
    forget()
    audit_trail.record("team.changed", actor=user, team=team)
    audit_trail.record("team.deleted", team=team)
    audit_trail.record("user.signed_in", actor=user)
    assert actions() == ["user.signed_in", "team.deleted", "team.changed"]
    assert actions(team_id=team.id) == ["team.deleted", "team.changed"]
    assert actions(team_id=team.id, actor_id=user.id) == ["team.changed"]
    assert actions(action="team.deleted") == ["team.deleted"]


def test_since_is_inclusive_and_until_is_not(user, clock):
    forget()
    began = clock.now()
    for action in ("team.created", "team.changed", "team.deleted"):
        audit_trail.record(action)
        clock.advance(1)
    assert actions(since=began + 1, until=began + 2) == ["team.changed"]


def test_page_goes_on_after_the_last_line(user):
    forget()
    for number in range(3):
        audit_trail.record("team.changed", number=number)
    first = audit_search.list_lines(AuditFilter(), limit=2)
    second = audit_search.list_lines(AuditFilter(), after=first.next, limit=2)
    assert [line.detail for line in second.rows] == ['{"number": 0}']
    assert second.next is None


def test_object_is_found_by_any_of_its_names(user):
    client, _secret = make_client()
    team = make_team(user, slug="hall")
    grant = make_grant(client, user, team)
    assert audit_search.find_object(f" {client.client_id} ") == {"client_id": client.id}
    assert audit_search.find_object(grant.public_id) == {"grant_id": grant.id}
    assert audit_search.find_object("hall") == {"team_id": team.id}
    for name in ("Ana@example.org", user.public_id):
        assert audit_search.find_object(name) == {"subject_id": user.id}
    for name in ("", "nothing", "grt_" + "a" * 16, "no@example.org"):
        assert audit_search.find_object(name) is None


def test_acts_of_others_and_the_last_act_are_found(user, clock):
    forget()
    assert audit_search.last("user.disabled") is None
    audit_trail.record("user.disabled", subject=user)
    audit_trail.record("user.signed_in", actor=user)
    assert [line.action for line in audit_search.list_about(user, limit=5)] == ["user.disabled"]
    assert audit_search.last("user.disabled") == clock.now()
