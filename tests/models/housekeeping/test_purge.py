"""Purging: what can no longer be used goes, what can stays (invariant 16)."""

import pytest

from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.password_reset import PasswordReset
from app.models.audit import audit_trail
from app.models.audit_queries.audit_event import AuditEvent
from app.models.credentials.access_token import AccessToken
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.credentials.devices.device_authorization import LIFETIME, DeviceAuthorization
from app.models.credentials.pushed_request import PushedRequest
from app.models.credentials.refresh_token import RefreshToken
from app.models.credentials.token_family import TokenFamily
from app.models.housekeeping.purge import purge
from app.models.teams.membership import Role
from app.models.teams.team_invitation import TeamInvitation
from app.models.usage import usage
from app.models.usage.request_log import Call, RequestLine
from app.models.usage.usage import UsageCounter, UsageHour
from app.models.usage.usage_total import UsageTotal
from tests.support.factories import (
    make_client,
    make_code,
    make_grant,
    make_team,
    make_tokens,
    make_user,
)

pytestmark = pytest.mark.both_databases


@pytest.fixture
def grant(context):
    user = make_user()
    return make_grant(make_client()[0], user, make_team(user))


def count(noun) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(noun))


def test_device_that_waits_stays_and_one_that_expired_is_told_so_for_a_day(grant, clock):
    codes = DeviceAuthorization.issue(grant.client, scopes="events:read", network="127.0.0.1")
    db.session.commit()
    clock.advance(LIFETIME + 86_399)
    purge()
    assert DeviceAuthorization.find(codes.device_code, grant.client).poll() == "expired_token"
    clock.advance(1)
    purge()
    assert count(DeviceAuthorization) == 0


def test_family_of_a_device_goes_after_its_device_code(grant, clock):
    codes = DeviceAuthorization.issue(grant.client, scopes="events:read", network="127.0.0.1")
    device = DeviceAuthorization.find(codes.device_code, grant.client)
    assert device.approve(grant)
    assert device.redeem()
    device.family.expires_at = clock.now() + LIFETIME  # REFRESH_FAMILY_LIFETIME may be short
    db.session.commit()
    clock.advance(LIFETIME + 7200)
    purge()
    assert count(TokenFamily) == 1
    clock.advance(86_400)
    purge()
    purge()
    assert (count(DeviceAuthorization), count(TokenFamily)) == (0, 0)


def test_usable_credentials_stay(grant, clock):
    make_code(grant)
    _access, refresh = make_tokens(grant)
    BrowserSession.start(grant.user)
    PasswordReset.issue(grant.user)
    PushedRequest.push(grant.client, {})
    TeamInvitation.issue(grant.teams[0], email="x@example.org", role=Role.VIEWER, by=grant.user)
    db.session.commit()

    assert sum(purge().values()) == 0
    assert RefreshToken.find(refresh).is_usable


def test_what_is_over_goes(grant, clock):
    make_code(grant)
    make_tokens(grant)
    BrowserSession.start(grant.user)
    PasswordReset.issue(grant.user)
    PushedRequest.push(grant.client, {})
    TeamInvitation.issue(grant.teams[0], email="x@example.org", role=Role.VIEWER, by=grant.user)
    audit_trail.record("something.happened", actor=grant.user)
    db.session.commit()

    clock.advance(400 * 86_400)
    purge()
    db.session.commit()

    nouns = (AuthorizationCode, AccessToken, RefreshToken, TokenFamily)
    assert [count(noun) for noun in nouns] == [0, 0, 0, 0]
    others = (BrowserSession, PasswordReset, PushedRequest, TeamInvitation)
    assert [count(noun) for noun in others] == [0, 0, 0, 0]
    kept = db.select(AuditEvent).where(AuditEvent.action == "something.happened")
    assert db.session.scalars(kept).one()


def test_spent_code_stays_as_long_as_its_family(grant, clock):
    code = AuthorizationCode.find(make_code(grant), grant.client)
    assert code.redeem()
    family_ends = code.family.expires_at
    db.session.commit()

    clock.at = family_ends - 1
    purge()
    assert (count(AuthorizationCode), count(TokenFamily)) == (1, 1)

    clock.at = family_ends
    purge()
    assert (count(AuthorizationCode), count(TokenFamily)) == (0, 0)


def test_code_replayed_after_a_purge_still_ends_its_family(grant, clock):
    text = make_code(grant)
    code = AuthorizationCode.find(text, grant.client)
    assert code.redeem()
    _access, refresh = code.issue_tokens().access_token, code.issue_tokens().refresh_token
    db.session.commit()

    clock.advance(30 * 86_400)  # the code expired long ago
    purge()
    db.session.commit()
    replayed = AuthorizationCode.find(text, grant.client)
    assert not replayed.redeem()
    assert replayed.revoke_issued_tokens()
    db.session.commit()
    assert not RefreshToken.find(refresh).is_authorized


@pytest.mark.parametrize("is_ended", [False, True], ids=["live family", "ended family"])
def test_spent_token_stays_as_long_as_its_family_could_live(is_ended, grant, clock):
    _access, first = make_tokens(grant)
    RefreshToken.find(first).redeem(first, scopes=grant.scopes)
    family = RefreshToken.find(first).family
    if is_ended:
        family.revoke()
    db.session.commit()
    clock.advance(8000)  # every access token has expired

    purge()
    assert (count(RefreshToken), count(AccessToken)) == (2, 0)

    clock.at = family.expires_at
    purge()
    assert (count(RefreshToken), count(TokenFamily)) == (0, 0)


def test_request_log_goes_after_thirty_days_and_hours_of_usage_later(grant, clock):
    usage.record_past([(clock.at, Call(grant.client_id, "api.list_events", 200, 5))])
    db.session.commit()

    clock.advance(31 * 86_400)
    purge()
    assert [count(noun) for noun in (RequestLine, UsageCounter, UsageHour)] == [0, 1, 1]

    clock.advance(70 * 86_400)
    purge()
    assert [count(noun) for noun in (UsageCounter, UsageHour, UsageTotal)] == [0, 0, 1]
