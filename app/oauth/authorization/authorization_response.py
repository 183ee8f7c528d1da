"""Responses of the authorization endpoint: redirects of the user's browser to the client."""

from typing import Any

from authlib.oauth2.rfc6749.errors import OAuth2Error
from flask import Response
from werkzeug.datastructures import Headers

from app.config import settings
from app.models.clients import redirect_uri
from app.oauth import errors, flow_reports
from app.oauth.authorization.authorization_request import Target
from app.web.problems import error_uri


class ExactRedirect(Response):
    """A redirect to an address byte for byte as it was registered; Werkzeug would normalise it."""

    def get_wsgi_headers(self, environ: dict[str, Any]) -> Headers:
        """The headers as they are sent."""
        headers = super().get_wsgi_headers(environ)
        headers["Location"] = self.headers["Location"]
        return headers


def send(target: Target, parameters: list[tuple[str, str]]) -> Response:
    """Redirect to ``target`` with ``parameters`` (RFC 6749 section 4.1.2)."""
    # 302 and never 307, which would send the consent form on to the client (RFC 9700 4.12).
    response = ExactRedirect(status=302)
    response.headers["Location"] = _address(target, parameters)
    # The address holds a code: it goes into no cache and no Referer.
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def send_error(target: Target, error: OAuth2Error) -> Response:
    """Redirect ``error`` to the client (RFC 6749 section 4.1.2.1)."""
    flow_reports.note_redirected(target.client, error)
    return send(target, _parameters(target, error))


def error_address(target: Target, error: OAuth2Error) -> str:
    """The address that ``send_error`` redirects to, for a link that the user may follow."""
    return _address(target, _parameters(target, error))


def _parameters(target: Target, error: OAuth2Error) -> list[tuple[str, str]]:
    parameters = [("error", error.error), ("error_description", errors.describe(error))]
    if target.client.sends_iss:  # clients of existing platforms get what those document
        parameters.append(("error_uri", error_uri(error.error)))
    return parameters


def _address(target: Target, parameters: list[tuple[str, str]]) -> str:
    if target.state is not None:
        parameters = [*parameters, ("state", target.state)]
    if target.client.sends_iss:  # RFC 9207
        parameters = [*parameters, ("iss", settings().public_url)]
    return redirect_uri.append_params(target.redirect_uri, parameters)
