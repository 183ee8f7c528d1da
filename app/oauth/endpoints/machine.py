"""Shared by the endpoints for authenticated clients: the limit on failures, and responding."""

from collections.abc import Callable, Collection
from functools import partial, wraps

from authlib.oauth2.rfc6749.errors import OAuth2Error
from flask import Response, g, request

from app.callers.caller_network import caller_network
from app.callers.guesses import Allowance, Guess
from app.config import settings
from app.extensions import db
from app.models.clients.registrations import client_id_url
from app.oauth import client_authentication, errors, flow_reports
from app.oauth.requests import PARAMETERS, ParameterRequest, read_body

UNAUTHENTICATED = frozenset({401})


def limit_guesses(view: Callable[..., Response]) -> Callable[..., Response]:
    """Limit failed authentications, by network and client ID, at each endpoint by itself."""

    @wraps(view)
    def limited(**values: str) -> Response:
        if not settings().rate_limits:
            return view(**values)
        allowance = Allowance(f"{view.__name__}/{_claimed_client_id()}/{caller_network()}")
        guess = Guess.begin(settings().rate_limit_token, [allowance])
        response = guess.watch(partial(view, **values), UNAUTHENTICATED)
        response.headers.update(guess.headers)
        return response

    return limited


def _claimed_client_id() -> str:
    """The client ID that will be authenticated; all that cannot be one share a count."""
    try:
        client_id, _secret, _method = client_authentication.read_credentials(_read())
    except OAuth2Error:
        return "-"
    if client_id is None or not client_id_url.is_client_id(client_id):
        return "-"
    return client_id


def answer_machine(
    respond: Callable[[ParameterRequest], Response],
    recognised: Collection[str] = PARAMETERS,
    *,
    short_way: Callable[[ParameterRequest], Response | None] | None = None,
) -> Response:
    """Read the ``recognised`` parameters, respond and commit.

    By the ``short_way`` if there is one and it responds, which commits by itself. A refused replay
    is committed too: it has ended a token family.
    """
    try:
        parameters = _read(recognised)
        if short_way is not None and (response := short_way(parameters)) is not None:
            return response
        response = respond(parameters)
    except OAuth2Error as error:
        flow_reports.note_machine(error, dict(request.form))
        response = errors.refuse(error)
    db.session.commit()
    return response


def _read(recognised: Collection[str] = PARAMETERS) -> ParameterRequest:
    """The parameters of the current request; the usual ones are read once."""
    # Without the proxies, whose cost is noticeable here.
    current, context = request._get_current_object(), vars(g._get_current_object())  # type: ignore[attr-defined]
    if recognised is not PARAMETERS:
        return ParameterRequest(current, read_body(current, recognised))
    if "parameter_request" not in context:
        context["parameter_request"] = ParameterRequest(current, read_body(current))
    parameters: ParameterRequest = context["parameter_request"]
    return parameters
