"""The short way of the introspection endpoint, which writes nothing."""

from typing import Any

from flask import Response

from app.models.credentials import live_token
from app.models.credentials.live_token import LiveToken
from app.models.credentials.presented import presented_access_token, presented_refresh_token
from app.models.values import secret
from app.oauth import errors
from app.oauth.requests import ParameterRequest
from app.oauth.short_way import plain_client

INACTIVE = {"active": False}


def introspect(sent: ParameterRequest) -> Response | None:
    """The state of a token, for a client that authenticates plainly; None for any other."""
    text = sent.parameters.get("token")
    if text is None:
        return None
    is_access_token = secret.is_well_formed(secret.Kind.ACCESS_TOKEN, text)
    state = _of_access_token(sent, text) if is_access_token else _of_refresh_token(sent, text)
    return None if state is None else errors.answer(state)


def _of_access_token(sent: ParameterRequest, text: str) -> dict[str, Any] | None:
    recognised = plain_client.authenticate_with_rows(sent, presented_access_token.FIND, text)
    if recognised is None:
        return None
    _client, rows = recognised
    token = live_token.judge(rows) if rows else None
    return {"active": True, **token.introspect()} if isinstance(token, LiveToken) else INACTIVE


def _of_refresh_token(sent: ParameterRequest, text: str) -> dict[str, Any] | None:
    recognised = plain_client.authenticate_with(sent, presented_refresh_token.FIND, text)
    if recognised is None:
        return None
    client, token = recognised
    if token is None or not token.is_usable:
        return INACTIVE
    return {"active": True, **token.introspect(client)}
