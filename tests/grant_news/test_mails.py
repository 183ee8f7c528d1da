"""The mail a week before a grant ends, and its end."""

import pytest

from app.extensions import db
from app.grant_news import mails as grant_mails
from app.models.audit_queries.audit_event import AuditEvent
from app.models.credentials import live_token
from app.models.grants import grant_expiry
from app.models.grants.grant import Grant
from app.models.grants.grant_state import GrantStatus
from app.models.grants.grant_term import DAY, Term
from tests.support import factories, mails

EMAIL = "olivia@example.org"


@pytest.fixture
def grant(context):
    """A grant of a month."""
    owner, (client, _secret) = factories.make_user(EMAIL), factories.make_client()
    made = approve(client, owner, factories.make_team(owner))
    db.session.commit()
    return made


def approve(client, owner, *teams, term=Term.MONTH):
    names = frozenset({"events:read"})
    return Grant.approve(client=client, user=owner, teams=teams, names=names, term=term)


def test_user_is_told_once_a_week_before(app, grant, clock):
    clock.advance(23 * DAY - 1)
    assert not grant_mails.announce_expiries()
    clock.advance(1)
    assert grant_mails.announce_expiries()
    assert not grant_mails.announce_expiries()
    assert [subject[-14:] for subject in mails.sent_to(app, EMAIL)] == ["ends in a week"]
    assert mails.link_to(app, EMAIL) == f"/account/apps/{grant.public_id}"


def test_approval_that_restarts_the_term_is_announced_again(app, grant, clock):
    clock.advance(25 * DAY)
    grant_mails.announce_expiries()
    approve(grant.client, grant.user, *grant.teams)
    assert not grant_mails.announce_expiries()
    clock.advance(24 * DAY)
    assert grant_mails.announce_expiries()
    assert len(mails.sent_to(app, EMAIL)) == 2


def test_user_is_told_late_rather_than_never_but_not_of_what_has_ended(app, grant, clock):
    clock.advance(29 * DAY)
    other = approve(factories.make_client()[0], grant.user)
    other.revoke()
    assert grant_mails.announce_expiries()
    assert len(mails.sent_to(app, EMAIL)) == 1
    clock.advance(DAY)
    assert not grant_mails.announce_expiries()


@pytest.mark.parametrize(
    "stop",
    [lambda grant: grant.revoke(), lambda grant: grant.client.suspend("Spam")],
    ids=["revoked", "suspended"],
)
def test_nothing_is_said_of_a_grant_that_does_not_work(app, grant, clock, stop):
    clock.advance(25 * DAY)
    stop(grant)
    assert not grant_mails.announce_expiries()
    assert mails.sent_to(app, EMAIL) == []


def test_access_ends_at_that_second_and_the_line_follows(grant, clock):
    access, _refresh = factories.make_tokens(grant)
    clock.advance(30 * DAY - 7000)
    renewed, _refresh = factories.make_tokens(grant)
    db.session.commit()
    clock.advance(7000)
    assert live_token.find(renewed) is None
    assert grant.status == GrantStatus.ACTIVE
    assert grant_mails.end_expired_grants()
    assert not grant_mails.end_expired_grants()
    assert (grant.status, grant.ended_at) == (GrantStatus.EXPIRED, grant.expires_at)
    actions = [line.action for line in AuditEvent.list_of_grant(grant)]
    assert actions.count("grant.expired") == 1


def test_term_of_a_week_or_less_is_not_announced(grant, clock):
    grant.expires_at = grant.approved_at + grant_expiry.NOTICE
    clock.advance(DAY)
    assert not grant_mails.announce_expiries()
