"""The end session endpoint (OpenID Connect RP-Initiated Logout 1.0)."""

from collections.abc import Callable
from urllib.parse import urlencode

from authlib.oauth2.rfc6749.errors import OAuth2Error
from flask import Request, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from app.database.transactions import start_writing
from app.extensions import csrf, db
from app.models.clients import redirect_uri
from app.oauth.authorization.authorization_request import UntrustedRequestError
from app.oauth.authorization.authorization_response import ExactRedirect
from app.oauth.blueprint import bp
from app.oauth.logout import logout_request
from app.oauth.logout.logout_request import PARAMETERS, LogoutRequest
from app.oauth.operations import END_SESSION
from app.oauth.requests import read_body, read_query
from app.openapi.operation import describe
from app.web import signed_in
from app.web.connect_chain import stale_form
from app.web.signed_in import current_session

Reader = Callable[[Request, frozenset[str]], dict[str, str]]


@bp.get("/oauth/end_session")
@describe(END_SESSION)
def ask_to_end_session() -> ResponseReturnValue:
    """Sign out at once if the app proves that it means this session; else ask the user.

    Any site can send a browser here, so that without the ID token nothing ends.
    """
    logout = _read(read_query)
    if not current_user.is_authenticated:
        return _go_back(logout) if logout.redirects_strangers else _show_end(logout)
    if request.method == "GET" and is_of_this_session(logout):
        start_writing()
        return _end(logout)
    return render_template(
        "oauth/logout/ask.html",
        logout=logout,
        app=logout.client.name if logout.client else None,
        is_other=logout.is_proved and logout.subject != current_user.public_id,
    )


@bp.post("/oauth/end_session")
def confirm_end_session() -> ResponseReturnValue:
    """Sign out, as the user confirmed. An app may also send its request here."""
    if request.form.keys() & PARAMETERS and "csrf_token" not in request.form:
        return _ask_by_get()
    try:
        csrf.protect()
    except CSRFError as error:
        if not stale_form.is_stale(error):
            raise
        return _ask_again()
    return _end(_read(read_body))


def is_of_this_session(logout: LogoutRequest) -> bool:
    """Whether the ID token is of the present user, and of this very session."""
    is_own = logout.subject == current_user.public_id
    return is_own and logout.session == current_session().public_id


def _ask_again() -> ResponseReturnValue:
    """Ask the user who is signed in now: the page was opened before the session changed."""
    if current_user.is_authenticated:
        stale_form.say_who_is_signed_in()
    return _ask_by_get()


def _ask_by_get() -> ResponseReturnValue:
    """Repeat an app's request by GET: only there the browser sends the session's cookie."""
    try:
        query = urlencode(read_body(request, PARAMETERS))
    except OAuth2Error:
        raise UntrustedRequestError("logout_malformed") from None
    return redirect(f"{url_for('oauth.ask_to_end_session')}?{query}", 303)


def _read(read_parameters: Reader) -> LogoutRequest:
    try:
        parameters = read_parameters(request, PARAMETERS)
    except OAuth2Error:
        raise UntrustedRequestError("logout_malformed") from None
    return logout_request.read(parameters)


def _end(logout: LogoutRequest) -> ResponseReturnValue:
    signed_in.end_session()
    db.session.commit()
    return _go_back(logout)


def _go_back(logout: LogoutRequest) -> ResponseReturnValue:
    """Redirect to the app, byte for byte as it registered; else show that it is over."""
    if logout.redirect_uri is None:
        return _show_end(logout)
    response = ExactRedirect(status=302)
    response.headers["Location"] = _address(logout, logout.redirect_uri)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _show_end(logout: LogoutRequest) -> ResponseReturnValue:
    uri = logout.redirect_uri
    return render_template(
        "oauth/logout/end.html",
        app=logout.client.name if logout.client else None,
        back=_address(logout, uri) if uri else None,
        back_host=redirect_uri.shown_host(uri) if uri else None,
    )


def _address(logout: LogoutRequest, uri: str) -> str:
    state = [("state", logout.state)] if logout.state is not None else []
    return redirect_uri.append_params(uri, state)
