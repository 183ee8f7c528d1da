"""The short way of the revocation endpoint."""

from flask import Response

from app.models.credentials.presented import revocable
from app.models.values import secret
from app.oauth import errors
from app.oauth.requests import ParameterRequest
from app.oauth.short_way import plain_client


def revoke(sent: ParameterRequest) -> Response | None:
    """The response to a client that ends a token of its own, or sends none that exists.

    None for any other request.
    """
    text = sent.parameters.get("token")
    if text is None:
        return None
    is_access_token = secret.is_well_formed(secret.Kind.ACCESS_TOKEN, text)
    query = revocable.FIND_ACCESS_TOKEN if is_access_token else revocable.FIND_REFRESH_TOKEN
    recognised = plain_client.authenticate_with(sent, query, text)
    if recognised is None:
        return None
    client, token = recognised
    # Without a token there is nothing to end (RFC 7009 section 2.2), and no lock to wait for.
    return errors.answer({}) if token is None or token.revoke(client) else None
