"""Self-registration of apps over REST: as Gancio's clients do, and by RFC 7591."""

from collections.abc import Callable

from authlib.oauth2.rfc6749.errors import OAuth2Error
from flask import Response, request

from app.callers.request_limits import limit_requests
from app.config import settings
from app.extensions import db
from app.models.clients.client import Client
from app.models.clients.client_status import TRIED, Status
from app.models.clients.redirect_host import InternationalHostError
from app.models.clients.redirect_uri import AnswerParameterError
from app.models.clients.registrations.registration_token import RegistrationToken
from app.models.values.errors import ValidationError
from app.oauth import errors
from app.oauth.blueprint import bp
from app.oauth.endpoints.registration_answer import describe_registration
from app.oauth.endpoints.registration_request import read_gancio, read_rfc7591
from app.oauth.errors import Refusal
from app.oauth.operations import REGISTER, REGISTER_OPENLY
from app.openapi.operation import describe
from app.web import internal_request

limit_registrations = limit_requests("rate_limit_register", scope="client registration")


@bp.post("/api/client")
@describe(REGISTER_OPENLY)
@limit_registrations
def register_client_openly() -> Response:
    """Register as Gancio's documentation says: form or JSON, 200 and exactly six members."""
    return _answer(_register_openly)


@bp.post("/oauth/register")
@describe(REGISTER)
@limit_registrations
def register_client() -> Response:
    """Dynamic client registration (RFC 7591 section 3): JSON, 201."""
    return _answer(_register_by_rfc7591)


def _register_openly() -> Response:
    sent, metadata = read_gancio(request)
    client, secret = Client.register(
        None, metadata, status=_status_of_new(), source=_source("rest")
    )
    return errors.answer(
        {
            "name": client.name,
            "scopes": client.scopes.split()[0],
            "website": client.website,
            "client_secret": secret,
            "redirect_uris": sent,
            "client_id": client.client_id,
        }
    )


def _register_by_rfc7591() -> Response:
    client, secret = read_rfc7591(request).register(status=_status_of_new(), source=_source("dcr"))
    token = RegistrationToken.issue(client)
    return errors.answer(describe_registration(client, token=token, secret=secret), 201)


def _status_of_new() -> Status:
    policy = settings().registration
    if policy == "closed":
        raise Refusal("access_denied", "Apps cannot register themselves here.")
    return Status.PENDING if policy == "review" else Status.LIVE


def _source(usual: str) -> str:
    """Where the app comes from: one that was tried may be changed and deleted by a try, too."""
    return TRIED if internal_request.is_internal() else usual


def _answer(register: Callable[[], Response]) -> Response:
    try:
        response = register()
    except (ValidationError, OAuth2Error) as error:
        db.session.rollback()
        return refuse_registration(error)
    db.session.commit()
    return response


def refuse_registration(error: ValidationError | OAuth2Error) -> Response:
    """The JSON response for a registration that is refused; it names the member that was sent."""
    return errors.refuse(error if isinstance(error, OAuth2Error) else _translate(error))


def _translate(error: ValidationError) -> Refusal:
    if isinstance(error, AnswerParameterError):
        remove = f"Remove the parameter {error.parameter} from the redirect URI: answers add it."
        return Refusal("invalid_redirect_uri", remove)
    if isinstance(error, InternationalHostError):
        advice = f"Write the host in redirect_uris as {error.host}, its A-label (RFC 5890)."
        return Refusal("invalid_redirect_uri", advice)
    # Messages of the models may repeat what was sent; clients print these into their pages.
    if error.field == "redirect_uris":
        advice = "An address in redirect_uris may not be registered as it is."
        return Refusal("invalid_redirect_uri", advice)
    if error.field == "scopes":
        return Refusal("Invalid scopes", "Only documented scopes can be registered.")
    return Refusal("invalid_client_metadata", f"The value of {error.field} cannot be used.")
