"""The short way of the token endpoint."""

from collections.abc import Callable

from authlib.oauth2.rfc6749.errors import OAuth2Error
from flask import Response

from app.models.clients import client_protocol, client_status
from app.models.credentials import refresh_token
from app.models.credentials.presented import own_grant, presented_code, presented_refresh_token
from app.models.credentials.refresh_token import TokenPair
from app.models.values import scopes
from app.oauth import errors, resource_indicators
from app.oauth.grant_types.authorization_code import proves_challenge
from app.oauth.grant_types.client_credentials import without_user
from app.oauth.requests import ParameterRequest
from app.oauth.short_way import plain_client
from app.oauth.token_response import token_answer


def issue(sent: ParameterRequest) -> Response | None:
    """The tokens that a plain request gets; None for any other."""
    exchange = EXCHANGES.get(sent.payload.grant_type)
    if exchange is None or "DPoP" in sent.headers:
        return None
    try:
        pair = exchange(sent)
    except OAuth2Error:  # of a resource
        return None
    return None if pair is None else errors.answer(token_answer(pair))


def exchange_code(sent: ParameterRequest) -> TokenPair | None:
    """The tokens for a code, as AuthorizationCodeGrant issues them."""
    text, verifier = sent.parameters.get("code", ""), sent.parameters.get("code_verifier")
    recognised = plain_client.authenticate_with(sent, presented_code.FIND, text)
    if recognised is None:
        return None
    client, code = recognised
    if code is None or not client.has_plain_tokens or not code.is_plain(client):
        return None
    if not client.check_grant_type("authorization_code"):
        return None
    is_proven = bool(verifier or client.confidential) and proves_challenge(
        verifier, code.code_challenge
    )
    if not is_proven or not code.accepts_redirect_uri(sent.payload.redirect_uri):
        return None
    audience = resource_indicators.narrow(code.audience, sent.parameters)
    return code.redeem(client, audience=audience)


def refresh(sent: ParameterRequest) -> TokenPair | None:
    """The successors of a refresh token, as RefreshTokenGrant issues them."""
    text, requested = sent.parameters.get("refresh_token", ""), scopes.parse(sent.payload.scope)
    recognised = plain_client.authenticate_with(sent, presented_refresh_token.FIND, text)
    if recognised is None:
        return None
    client, token = recognised
    if token is None or not client.has_plain_tokens or not token.is_plain:
        return None
    if not client.check_grant_type("refresh_token"):
        return None
    names = refresh_token.names_now(requested, token.scopes, token.grant_scopes, client.scopes)
    if not names or not scopes.covers(scopes.parse(token.scopes), requested):
        return None
    audience = resource_indicators.narrow(token.audience, sent.parameters)
    return token.exchange(client, text, scopes=scopes.dump(names), audience=audience)


def issue_to_client(sent: ParameterRequest) -> TokenPair | None:
    """A token without a user, as ClientCredentialsGrant issues it."""
    recognised = plain_client.authenticate_with(sent, own_grant.FIND, "")
    if recognised is None:
        return None
    client, grant = recognised
    is_available = client_status.is_available(client.status, is_own=False)
    if grant is None or not client.has_plain_tokens or not is_available:
        return None
    if not client.confidential or not client.check_grant_type("client_credentials"):
        return None
    requested = sent.payload.scope
    allowed = client_protocol.allowed_scope(
        requested, ceiling=client.scopes, default=client.default_scopes
    )
    names = without_user(allowed, requested) if allowed is not None else None
    if names is None:
        return None
    audience = resource_indicators.read(sent.parameters)
    return grant.issue(client, names=names, audience=audience)


EXCHANGES: dict[str | None, Callable[[ParameterRequest], TokenPair | None]] = {
    "authorization_code": exchange_code,
    "refresh_token": refresh,
    "client_credentials": issue_to_client,
}
