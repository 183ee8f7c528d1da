"""The client of a request that is authenticated plainly: by its secret, or its ID alone."""

from authlib.oauth2.rfc6749.errors import OAuth2Error

from app.models.credentials import client_authentication
from app.models.credentials.presented.presented_client import (
    Credential,
    CredentialQuery,
    PresentedClient,
)
from app.oauth.client_authentication import read_credentials
from app.oauth.requests import ParameterRequest
from app.observability import metering
from app.web import internal_request


def authenticate_with(
    sent: ParameterRequest, query: CredentialQuery[Credential], text: str
) -> tuple[PresentedClient, Credential | None] | None:
    """The client that made the request, with its credential that has the ``text``, if any.

    None for a client that signs an assertion or is refused.
    """
    recognised = authenticate_with_rows(sent, query, text)
    if recognised is None:
        return None
    client, rows = recognised
    return client, rows[0] if rows else None


def authenticate_with_rows(
    sent: ParameterRequest, query: CredentialQuery[Credential], text: str
) -> tuple[PresentedClient, list[Credential]] | None:
    """As above, with all rows of the credential."""
    if (credentials := _read_credentials(sent)) is None:
        return None
    recognised = client_authentication.recognise_with(query, text, *credentials)
    if recognised is not None:
        metering.recognise(recognised[0].id)
    return recognised


def _read_credentials(sent: ParameterRequest) -> tuple[str, str | None] | None:
    if "client_assertion" in sent.parameters or internal_request.vouched_client():
        return None
    try:
        client_id, secret, _method = read_credentials(sent)
    except OAuth2Error:
        return None
    return client_id or "", secret
