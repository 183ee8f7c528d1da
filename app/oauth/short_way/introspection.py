"""The short way of the introspection endpoint, which writes nothing."""

from typing import Any

from flask import Response

from app.models.credentials import live_token
from app.models.credentials.presented import presented_refresh_token
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
    client = plain_client.authenticate(sent)
    if client is None:
        return None
    live = live_token.find(text)
    is_own = live is not None and live.client_key == client.id
    return {"active": True, **live.introspect()} if live is not None and is_own else INACTIVE


def _of_refresh_token(sent: ParameterRequest, text: str) -> dict[str, Any] | None:
    recognised = plain_client.authenticate_with(sent, presented_refresh_token.FIND, text)
    if recognised is None:
        return None
    client, token = recognised
    if token is None or not token.is_usable:
        return INACTIVE
    return {"active": True, **token.introspect(client)}
