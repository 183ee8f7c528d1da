"""Managing a registration by its token: read, replace, delete (RFC 7592)."""

from collections.abc import Callable
from typing import Any

from authlib.oauth2.rfc6749.errors import OAuth2Error
from flask import Response, request

from app.extensions import db
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.clients.registrations import client_manifest
from app.models.clients.registrations.registration_token import RegistrationToken
from app.models.housekeeping import client_deletion
from app.models.values import secret
from app.models.values.errors import ValidationError
from app.oauth import errors
from app.oauth.blueprint import bp
from app.oauth.endpoints.registration import limit_registrations, refuse_registration
from app.oauth.endpoints.registration_answer import describe_registration
from app.oauth.endpoints.registration_request import read_json
from app.oauth.errors import Refusal
from app.oauth.operations import DELETE_REGISTRATION, READ_REGISTRATION, REPLACE_REGISTRATION
from app.openapi.operation import describe

INVALID = "The registration access token is not valid for this client."
SUSPENDED = "The client is suspended. Its registration can be read and deleted."
# What the server decides, and no client sends (section 2.2).
SERVERS_OWN = (
    "registration_access_token",
    "registration_client_uri",
    "client_secret_expires_at",
    "client_id_issued_at",
)


@bp.get("/oauth/register/<client_id>")
@describe(READ_REGISTRATION)
@limit_registrations
def show_registration(client_id: str) -> Response:
    """What is registered (section 2.1). The secret is not shown again."""
    return _answer(client_id, lambda token: _show(token.client))


@bp.put("/oauth/register/<client_id>")
@describe(REPLACE_REGISTRATION)
@limit_registrations
def replace_registration(client_id: str) -> Response:
    """Replace all metadata (section 2.2). The answer has a new token; the old one has ended."""
    return _answer(client_id, _replace)


@bp.delete("/oauth/register/<client_id>")
@describe(DELETE_REGISTRATION)
@limit_registrations
def delete_registration(client_id: str) -> Response:
    """Delete the client, with its grants and tokens (section 2.3). 204."""
    return _answer(client_id, _delete)


def _answer(client_id: str, act: Callable[[RegistrationToken], Response]) -> Response:
    try:
        response = act(_authenticate(client_id))
    except (ValidationError, OAuth2Error) as error:
        db.session.rollback()
        return refuse_registration(error)
    db.session.commit()
    return response


def _authenticate(client_id: str) -> RegistrationToken:
    """The token that was presented. One error for an unknown, an ended and another client's."""
    token = RegistrationToken.find(_presented())
    if token is None or token.client.client_id != client_id:
        raise Refusal("invalid_token", INVALID)
    return token


def _presented() -> str:
    scheme, _space, text = request.headers.get("Authorization", "").strip().partition(" ")
    return text.strip() if scheme.lower() == "bearer" else ""


def _show(client: Client) -> Response:
    return errors.answer(describe_registration(client, token=_presented()))


def _replace(token: RegistrationToken) -> Response:
    client, values = token.client, read_json(request)
    client.hold()
    _check_identity(client, values)
    registration = client_manifest.read(values).checked(kept_name=client.name)
    if client.status == Status.SUSPENDED:
        raise Refusal("access_denied", SUSPENDED)
    # Of two requests with one token, the later finds that it has ended.
    new_token = token.rotate()
    if new_token is None:
        raise Refusal("invalid_token", INVALID)
    new_secret = registration.replace(client)
    return errors.answer(describe_registration(client, token=new_token, secret=new_secret))


def _check_identity(client: Client, values: dict[str, Any]) -> None:
    for name in SERVERS_OWN:
        if name in values:
            raise Refusal("invalid_client_metadata", f"Leave out {name}: the server sets it.")
    if values.get("client_id") != client.client_id:
        raise Refusal("invalid_client_metadata", "client_id must be that of the registration.")
    if "client_secret" in values and not _is_secret_of(client, values["client_secret"]):
        raise Refusal("invalid_client_metadata", "client_secret cannot be set by the client.")


def _is_secret_of(client: Client, presented: Any) -> bool:
    if not isinstance(presented, str):
        return False
    return any(secret.matches(presented, live.digest) for live in client.live_secrets)


def _delete(token: RegistrationToken) -> Response:
    client = token.client
    client.hold()
    if not token.end():
        raise Refusal("invalid_token", INVALID)
    client_deletion.delete(client)
    response = Response(status=204)
    response.headers["Cache-Control"] = "no-store"
    return response
