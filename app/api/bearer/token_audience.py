"""Access tokens that are for some of our resources alone (RFC 8707 section 2)."""

from flask import request

from app.api.bearer.errors import MisusedTokenError, explain
from app.models.credentials.live_token import LiveToken
from app.models.flow_doctor.diagnosis import Reason
from app.models.values import audience
from app.observability.redaction import redact_path

# They tell of the token itself, and of the user who signed in with it.
FOR_EVERY_TOKEN = frozenset({"/oauth/token/info", "/oauth/userinfo"})


def check(token: LiveToken) -> None:
    """Raise MisusedTokenError when the token is not for the requested path."""
    if token.is_for(request.path) or request.path in FOR_EVERY_TOKEN:
        return
    names = " and ".join(audience.urls(token.audience or audience.SITE))
    explain(Reason.AUDIENCE_DIFFERS, audience=names, path=redact_path(request.path))
    raise MisusedTokenError("invalid_token", f"The access token is only for {names}.")
