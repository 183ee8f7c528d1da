"""Why a code or token is no longer valid, for the app's developer."""

import pytest

from app.extensions import db
from app.models.credentials import credential_diagnosis, live_token
from app.models.credentials.access_token import AccessToken
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.credentials.live_token import DeadToken
from app.models.credentials.refresh_token import RefreshToken
from app.models.flow_doctor.diagnosis import Reason, because
from tests.support import factories


def of_access_token(text):
    """Return why the access token ``text`` does not work."""
    db.session.commit()
    token = live_token.present(text)
    assert isinstance(token, DeadToken)
    return credential_diagnosis.of_access_token(token)


@pytest.mark.parametrize(
    ("end", "diagnosis"),
    [
        (lambda grant: grant.revoke(), because(Reason.GRANT_ENDED, how="revoked")),
        (lambda grant: grant.client.suspend("spam"), because(Reason.APP_SUSPENDED)),
        (lambda grant: grant.user.disable(), because(Reason.PERSON_DISABLED)),
    ],
    ids=["grant", "app", "user"],
)
def test_ended_grant_is_the_reason_for_every_credential(granted, end, diagnosis):
    access, refresh = factories.make_tokens(granted)
    code = AuthorizationCode.find(factories.make_code(granted), granted.client)
    end(granted)
    db.session.commit()
    token = RefreshToken.find(refresh)
    assert credential_diagnosis.of_code(code) == diagnosis
    assert credential_diagnosis.of_refresh_token(token, granted.client) == diagnosis
    assert of_access_token(access) == diagnosis


def test_used_and_expired_codes_are_told_apart(granted, clock):
    used, expired = (
        AuthorizationCode.find(factories.make_code(granted), granted.client) for _ in range(2)
    )
    used.redeem()
    db.session.refresh(used)
    at = clock.now()
    clock.advance(expired.expires_at - at + 7)
    assert credential_diagnosis.of_code(used) == because(Reason.CODE_USED, at=at)
    assert credential_diagnosis.of_code(expired) == because(Reason.CODE_EXPIRED, seconds=7)


def test_revoked_family_names_who_revoked_it(granted, clock):
    access, refresh = factories.make_tokens(granted)
    AccessToken.find(access).revoke()
    by_app = {"by": "app", "at": clock.now()}
    assert of_access_token(access) == because(Reason.TOKEN_REVOKED, **by_app)
    diagnosis = credential_diagnosis.of_refresh_token(RefreshToken.find(refresh), granted.client)
    assert diagnosis == because(Reason.FAMILY_ENDED, **by_app)


def test_expired_token_says_for_how_long(granted, clock):
    access, _refresh = factories.make_tokens(granted)
    clock.advance(7200 + 5)
    assert of_access_token(access) == because(Reason.TOKEN_EXPIRED, seconds=5)


def test_refresh_token_of_another_client_is_unknown(granted):
    _access, refresh = factories.make_tokens(granted)
    other, _secret = factories.make_client()
    for token in (None, RefreshToken.find(refresh)):
        diagnosis = credential_diagnosis.of_refresh_token(token, other)
        assert diagnosis == because(Reason.REFRESH_UNKNOWN)
