"""Access to the API: the bearer token of a request (RFC 6750), its scopes and its teams."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import MissingAuthorizationError
from authlib.oauth2.rfc6749.errors import InvalidRequestError
from authlib.oauth2.rfc6750 import InsufficientScopeError, InvalidTokenError
from flask import Response, make_response, request
from flask.typing import ResponseReturnValue

from app.api.bearer import bound_token, errors, presented_token, token_audience, token_team
from app.api.bearer.caller import current_caller, has_waited
from app.api.bearer.rate_limit import count_request
from app.models.audit import origin
from app.models.credentials import last_use, live_token
from app.models.credentials.live_token import DeadToken, LiveTeam, LiveToken
from app.models.flow_doctor.diagnosis import Reason
from app.models.grants.grant import Grant
from app.models.grants.grant_state import Fault
from app.models.values import scopes
from app.models.values.scopes import Permission
from app.models.values.secret import Kind
from app.observability import metering

View = Callable[..., ResponseReturnValue]
TELLS_OF_TOKEN = "/oauth/token/info"  # answers during a pause, as introspection does


def require(
    permission: Permission | None = None, *, in_form: bool = False
) -> Callable[[View], View]:
    """Require a working token that grants ``permission`` before the view is called.

    With ``in_form`` the token may be in a form body, whichever client it is of.

    Where the route has a ``team``, the view gets the LiveTeam that the token reaches under that
    name. A convention test fails for an API route without this decorator.
    """
    needs = (permission,) if permission else ()

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> Response:
            token = admit(needs, in_form=in_form)
            named = token_team.named_in_header(token)
            if "team" in values:
                slug = values["team"]
                values["team"] = token_team.find_team(token, slug, named=named, needs=needs)
            last_use.mark(Grant, token.grant_id)
            answer = view(**values)
            response = answer if isinstance(answer, Response) else make_response(answer)
            return _forbid_caching(response)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by app.openapi
        return guarded

    return decorate


def admit(
    needs: tuple[Permission, ...], *, counts: bool = True, in_form: bool = False
) -> LiveToken:
    """Return the token of the request and count the call; abort with an error otherwise."""
    again = has_waited()
    try:
        token = check_token(needs, in_form=in_form)
    except OAuth2Error as error:
        if counts and not again:
            count_request(None)
        refuse_token(error, needs)
    if counts:
        count_request(token.grant_public_id, again=again)
    return token


def check_token(needs: tuple[Permission, ...], *, in_form: bool = False) -> LiveToken:
    """Return the token of the request when it works and permits all of ``needs``.

    Raises OAuth2Error otherwise (RFC 6750 section 3.1).
    """
    caller = current_caller()
    text, caller.place = presented_token.read()
    if text is None:
        raise MissingAuthorizationError
    caller.token = token = live_token.present(text)
    if token is not None:
        metering.recognise(token.client_key, token.grant_id, text)
    if not isinstance(token, LiveToken):
        raise InvalidTokenError
    is_in_form = caller.place == "body" and not request.is_json
    if caller.place != "header" and not (token.token_in_query or (in_form and is_in_form)):
        raise InvalidRequestError("Send the token in the Authorization header.")
    if token.dpop_jkt is not None or presented_token.has_dpop_scheme():
        bound_token.check(token, text)
    if token.audience is not None:
        token_audience.check(token)
    if token.paused_until is not None and token.is_paused and request.path != TELLS_OF_TOKEN:
        raise errors.PausedError(token.paused_until)
    if not token.permits_all(needs):
        raise InsufficientScopeError
    origin.act_under(token.grant_id, token.client_key)
    return token


def still_reaches(team: LiveTeam, permission: Permission) -> LiveTeam:
    """Return ``team`` as it is now, after a wait; abort where access has ended."""
    token = admit((permission,), counts=False)
    return token_team.find_team(token, team.slug, named=None, needs=(permission,))


def refuse_token(error: OAuth2Error, needs: tuple[Permission, ...]) -> NoReturn:
    """Abort as RFC 6750 section 3.1 says: without an error code where no token was sent."""
    if isinstance(error, MissingAuthorizationError):
        errors.challenge(401, "unauthorized", "Send an access token.")
    if isinstance(error, errors.PausedError):
        errors.refuse_while_paused(error)
    description = error.description
    if not isinstance(error, errors.MisusedTokenError):
        description = DESCRIPTIONS.get(error.error) or description
    if isinstance(error, InsufficientScopeError):
        needed = scopes.dump(map(scopes.giving, needs))
        description = f"The access token lacks the scope {needed}."
        errors.explain(Reason.SCOPE_INSUFFICIENT, needed=needed)
    elif isinstance(error, InvalidTokenError) and _has_expired(current_caller().token):
        description = "The access token has expired. Refresh it."
        if (presented_token.in_header() or "").startswith(Kind.PERSONAL_TOKEN):
            description = "The personal token has expired. Make another one."
    elif isinstance(error, InvalidRequestError) and current_caller().place in {"query", "body"}:
        errors.explain(Reason.TOKEN_PLACE)
    attributes = {"error": error.error, "error_description": description}
    if isinstance(error, InsufficientScopeError):
        attributes["scope"] = needed
    errors.challenge(error.status_code, error.error, description, **attributes)


DESCRIPTIONS = {"invalid_token": "The access token is unknown, expired or revoked."}


def _has_expired(token: LiveToken | DeadToken | None) -> bool:
    """Whether the token is one of ours whose time is over, and that alone."""
    if not isinstance(token, DeadToken) or token.fault is not Fault.TOKEN_EXPIRED:
        return False
    return token.row.superseded_at is None


def _forbid_caching(response: Response) -> Response:
    # The address or form held a credential (RFC 6750 section 2.3).
    if current_caller().place != "header":
        response.headers["Cache-Control"] = "no-store"
    return response
