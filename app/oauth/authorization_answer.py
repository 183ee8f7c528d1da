"""Answers of the authorization endpoint: the person's browser is sent back to the client."""

from authlib.oauth2.rfc6749.errors import OAuth2Error
from flask import Response, current_app, redirect

from app.models import redirect_uri
from app.oauth import errors
from app.oauth.authorization_request import Target


def send_code(target: Target, code: str) -> Response:
    """Success (RFC 6749 section 4.1.2)."""
    return _send(target, [("code", code)])


def send_direct_token(target: Target, carried: list[tuple[str, str]]) -> Response:
    """Success of the direct token flow: the token itself, in the documented order."""
    return _send(target, carried)


def send_error(target: Target, error: OAuth2Error) -> Response:
    """Failure, told to the client (RFC 6749 section 4.1.2.1)."""
    description = errors.describe(error)
    return _send(target, [("error", error.error), ("error_description", description)])


def _send(target: Target, parameters: list[tuple[str, str]]) -> Response:
    if target.state is not None:
        parameters.append(("state", target.state))
    if target.client.sends_iss:  # RFC 9207
        parameters.append(("iss", current_app.config["SETTINGS"].public_url))
    # 302 and never 307, which would send the consent form on to the client (RFC 9700 4.12).
    response = redirect(redirect_uri.append_params(target.redirect_uri, parameters), code=302)
    response.autocorrect_location_header = False
    # The address holds a code: it goes into no cache and no Referer.
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.set_data(b"")  # Werkzeug would repeat the address in a page
    return response
