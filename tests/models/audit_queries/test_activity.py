"""A user sees what they did, what was done to them, and what their apps did."""

import pytest

from app.models.audit import audit_trail
from app.models.audit_queries import activity
from tests.support.audit import forget
from tests.support.factories import make_client, make_grant, make_team, make_user


@pytest.fixture
def user(context):
    return make_user()


def actions(user, **options):
    """Return the actions of a page of the user's activity."""
    return [line.action for line in activity.list_lines(user, **options).rows]


def test_every_line_about_the_user_is_listed_once_and_no_other(user):
    client, _secret = make_client(user)
    grant = make_grant(make_client()[0], user, make_team(user))
    other = make_user()
    forget()
    audit_trail.record("user.disabled", actor=other, subject=user)
    audit_trail.record("client.changed", actor=user, client=client)
    audit_trail.record("token.issued", grant=grant)
    audit_trail.record("consent.denied", actor=other, client=client)
    audit_trail.record("user.signed_in", actor=other)
    assert actions(user) == ["token.issued", "client.changed", "user.disabled"]


@pytest.mark.parametrize(
    ("kind", "listed"),
    [("sign-ins", ["session.ended"]), ("account", ["email.changed"]), ("teams", [])],
)
def test_kind_selects_actions(kind, listed, user):
    forget()
    audit_trail.record("email.changed", actor=user)
    audit_trail.record("session.ended", actor=user)
    assert actions(user, kind=kind) == listed


def test_pages_join_without_gap_or_repetition(user, clock):
    forget()
    for number in range(5):
        clock.advance(number % 2)
        audit_trail.record("profile.changed", actor=user, number=number)
    details, after = [], None
    for _page in range(3):
        page = activity.list_lines(user, after=after, limit=2)
        details += [line.detail for line in page.rows]
        after = page.next
    assert details == [f'{{"number": {number}}}' for number in (4, 3, 2, 1, 0)]
    assert after is None
