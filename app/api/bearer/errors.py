"""Errors of the API: problem+json, with a challenge where a token would help (RFC 6750)."""

from typing import NoReturn

from authlib.oauth2 import OAuth2Error
from flask import Response, abort, current_app, request

from app.api.bearer import presented_token
from app.api.bearer.caller import current_caller
from app.config import settings
from app.models.credentials.dpop_key import ALGORITHMS
from app.models.flow_doctor.diagnosis import Fact, Reason, because
from app.models.values import audience, clock, scopes
from app.web.errors import problem

REALM = "Stagedoor"
DPOP_ALGS = f'algs="{" ".join(sorted(ALGORITHMS))}"'


class MisusedTokenError(OAuth2Error):  # Authlib ships no types
    """A token that works, but not as it was presented or not there; 401."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description=description, status_code=401, error=error)


class PausedError(OAuth2Error):
    """A valid token of an app that its user has paused; 403."""

    def __init__(self, until: int) -> None:
        description = "The user has paused this app. Keep the token: it works again later."
        super().__init__(description=description, status_code=403, error="grant_paused")
        self.until = until


def explain(reason: Reason, **facts: Fact) -> None:
    """Record the exact reason for the refusal that follows; only the app's developer sees it."""
    current_caller().diagnosis = because(reason, **facts)


def refuse(status: int, code: str, description: str, **members: str) -> NoReturn:
    """Answer with an error; ``description`` is printable ASCII without quotes.

    A 403 has a challenge, too: it names the scope that would do here.
    """
    if status == 403:
        challenge(status, code, description, error=code, error_description=description)
    abort(problem(status, code, description, **members))


def challenge(status: int, code: str, description: str, **attributes: str) -> NoReturn:
    """Answer with an error and ``WWW-Authenticate``, which carries ``attributes``.

    It also names the smallest scope for this operation (RFC 6750 section 3), unless they name
    another, and where the metadata of the API is (RFC 9728 section 5.1), so that a client can
    begin with nothing but the answer.
    """
    abort(_challenged(status, code, description, **attributes))


def _challenged(status: int, code: str, description: str, **attributes: str) -> Response:
    response = problem(status, code, description)
    attributes = {
        "realm": REALM,
        **attributes,
        "scope": attributes.get("scope") or needed_scope(),
        "resource_metadata": resource_metadata(),
    }
    response.headers["WWW-Authenticate"] = _challenge(attributes)
    return response


def needed_scope() -> str:
    """The smallest scope for the requested operation; the basic one where any token is enough."""
    view = current_app.view_functions.get(request.endpoint or "")
    permission = getattr(view, "permission", None)
    return scopes.giving(permission) if permission is not None else scopes.BASIC


def resource_metadata() -> str:
    """The URL of the metadata of the requested resource: our API, or the site with its dialects."""
    suffix = audience.nearest(request.path).rstrip("/")
    return f"{settings().public_url}/.well-known/oauth-protected-resource{suffix}"


def _challenge(attributes: dict[str, str]) -> str:
    """The scheme that the request used, or that its token needs, with the attributes.

    A token that is bound to a key but came as a bearer token gets both (RFC 9449 section 7.2).
    """
    pairs = [f'{name}="{value}"' for name, value in attributes.items()]
    if presented_token.has_dpop_scheme():
        return f"DPoP {', '.join([*pairs, DPOP_ALGS])}"
    bearer, token = f"Bearer {', '.join(pairs)}", current_caller().token
    return f"{bearer}, DPoP {DPOP_ALGS}" if token is not None and token.is_bound else bearer


def refuse_parameter(name: str, message: str) -> NoReturn:
    """400 for an invalid query parameter or member of the body."""
    refuse(400, "invalid_request", f"{name}: {message}", parameter=name)


def refuse_for_a_moment(status: int, code: str, description: str) -> NoReturn:
    """A transient error: the caller may retry after one second."""
    response = problem(status, code, description)
    response.headers["Retry-After"] = "1"
    abort(response)


def refuse_for_now(seconds: int) -> NoReturn:
    """429 for a caller who may retry after this number of seconds."""
    response = problem(429, "rate_limited", "Too many requests. Wait for the time in Retry-After.")
    response.headers["Retry-After"] = str(seconds)
    abort(response)


def refuse_while_paused(error: PausedError) -> NoReturn:
    """403 for a token that works again at a known time, or earlier."""
    attributes = {"error": error.error, "error_description": error.description}
    explain(Reason.GRANT_PAUSED, at=error.until)
    response = _challenged(403, error.error, error.description, **attributes)
    response.headers["Retry-After"] = str(max(1, error.until - clock.now()))
    abort(response)


def refuse_team() -> NoReturn:
    """403 for a team the token does not reach, the same whether or not the team exists."""
    refuse(403, "access_denied", "The token does not reach this team.")
