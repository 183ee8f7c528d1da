"""Errors and JSON responses of the authorization server (RFC 6749 section 5.2)."""

from typing import Any

from authlib.oauth2.rfc6749.errors import OAuth2Error
from flask import Response, jsonify

from app.callers import request_id
from app.models.flow_doctor.diagnosis import Diagnosis, Reason, because
from app.oauth import descriptions
from app.web.problems import error_uri

# For errors of Authlib, whose own descriptions may repeat the request.
DESCRIPTIONS = {
    "invalid_request": "The request is missing a parameter or is malformed.",
    "invalid_client": "The client is unknown or its credentials are wrong.",
    "invalid_grant": "The grant is invalid, expired, revoked, or was issued to another client.",
    "invalid_scope": "A requested scope is unknown, or more than was granted.",
    "invalid_grant_id": "The grant_id names no active grant of this user to this client.",
    "invalid_target": "A resource is not of this server, or was not asked for before.",
    "unsupported_grant_type": "This grant_type is not supported.",
    "unauthorized_client": "The client may not use this grant_type.",
    "unsupported_response_type": "Only response_type=code is supported.",
    "access_denied": "The user denied the request.",
    "authorization_pending": "The user has not decided yet. Poll again after the interval.",
    "slow_down": "Polled too early. Wait five seconds longer from now on.",
    "expired_token": "The device_code has expired. Ask for a new one.",
    "insecure_transport": "Use https.",
}


# All others are 400.
STATUSES = {
    "invalid_client": 401,
    "invalid_token": 401,
    "access_denied": 403,
    "insufficient_scope": 403,
    "not_found": 404,
    "Invalid scopes": 422,
}
# How to authenticate after a 401; by Basic after all others.
SCHEMES = {"invalid_token": "Bearer"}


class Refusal(OAuth2Error):  # Authlib ships no types
    """An error with a description of ours: plain ASCII, without anything the caller sent.

    ``diagnosis`` is the exact reason, for the app's developer; the caller reads what is safe of it.
    ``status`` is the HTTP status where it differs from that of other errors with this code.
    """

    def __init__(
        self,
        error: str,
        description: str,
        diagnosis: Diagnosis | None = None,
        *,
        status: int | None = None,
    ) -> None:
        super().__init__(description=description, error=error)
        self.diagnosis = diagnosis
        self.status = status or STATUSES.get(error, 400)


def invalid_grant(diagnosis: Diagnosis | None = None) -> Refusal:
    """The same error for every code or token that is not valid."""
    return Refusal("invalid_grant", DESCRIPTIONS["invalid_grant"], diagnosis)


def missing(parameter: str) -> Refusal:
    """A required parameter was not sent."""
    diagnosis = because(Reason.PARAMETER_MISSING, parameter=parameter)
    return Refusal("invalid_request", f"Missing required parameter: {parameter}.", diagnosis)


def describe(error: OAuth2Error) -> str:
    """The description of ``error``; of what the caller sent, at most names of scopes."""
    if (text := descriptions.of_reason(getattr(error, "diagnosis", None))) is not None:
        return text
    if isinstance(error, Refusal):
        return str(error.description)
    return DESCRIPTIONS.get(error.error, DESCRIPTIONS["invalid_request"])


def refuse(error: OAuth2Error) -> Response:
    """The JSON response for ``error``; not cacheable."""
    text = describe(error)
    status = error.status if isinstance(error, Refusal) else STATUSES.get(error.error, 400)
    body = {
        "error": error.error,
        "error_description": text,
        "message": text,
        "error_uri": error_uri(error.error),
        "request_id": request_id.current(),
    }
    response = answer(body, status)
    if response.status_code == 401:
        scheme = SCHEMES.get(error.error, "Basic")
        challenge = f'{scheme} realm="Stagedoor", error="{error.error}"'
        response.headers["WWW-Authenticate"] = challenge
    return response


def answer(body: dict[str, Any], status: int = 200) -> Response:
    """A JSON response; not cacheable."""
    response = jsonify(body)
    if status != 200:
        response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    response.headers["Pragma"] = "no-cache"
    return response
