"""Logout tokens: signed news that a session has ended (Back-Channel Logout 1.0 section 2.4)."""

from app.config import settings
from app.models.credentials.signing_keys import signed_token
from app.models.housekeeping.logout_notice import LogoutNotice
from app.models.values import clock

TYPE = "logout+jwt"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
LIFETIME = 120  # seconds, as section 2.4 recommends


def issue(notice: LogoutNotice) -> str:
    """Return the token of ``notice``; that of a retry has the same ``jti``.

    It has no nonce, so that no client takes it for an ID token.
    """
    now = clock.now()
    claims = {
        "iss": settings().public_url,
        "sub": notice.user.public_id,
        "aud": notice.client.client_id,
        "iat": now,
        "exp": now + LIFETIME,
        "jti": notice.public_id,
        "events": {EVENT: {}},
        "sid": notice.session,
    }
    return signed_token.sign(claims, typ=TYPE, alg=notice.client.id_token_signed_response_alg)
