"""The page for the code that a device shows (RFC 8628 section 3.3)."""

from collections.abc import Callable

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.callers.guesses import Guess
from app.config import settings
from app.extensions import csrf
from app.language.texts import gettext as _
from app.models.credentials.devices import user_code
from app.oauth import flow_reports
from app.oauth.authorization import consent_teams
from app.oauth.authorization.authorization_steps import find_stop
from app.oauth.authorization.consent_page import show_consent
from app.oauth.authorization.consent_teams import Look
from app.oauth.blueprint import bp
from app.oauth.device import waiting_device

WRONG = frozenset({404, 422})


@bp.get("/device")
def ask_user_code() -> ResponseReturnValue:
    """Ask for the code, or show a signed-in user the request of the device with this code.

    The link with the code may have come from anyone, so nothing is decided here (section 5.4).
    """
    typed = request.args.get("user_code", "")
    if not typed or not current_user.is_authenticated:
        return show_form(typed)
    return count_wrong(lambda: _show_request(typed))


@bp.post("/device")
def read_user_code() -> ResponseReturnValue:
    """Go on to the request of the device, and first to the sign-in page, which keeps the code."""
    csrf.protect()
    typed = request.form.get("user_code", "")
    code = user_code.read(typed)
    page = url_for("oauth.ask_user_code", user_code=user_code.show(code) if code else None)
    if current_user.is_authenticated:
        return count_wrong(lambda: _go_on(typed, page))
    if code is None:  # which says nothing about any device
        return show_form(typed, is_wrong=True), 422
    return redirect(url_for("portal.sign_in", next=page))


def count_wrong(view: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """The view's response, counted as a guess if it says that the code is wrong."""
    if not settings().rate_limits:
        return view()
    guess = Guess.begin(settings().rate_limit_login, waiting_device.allowances())
    return guess.watch(lambda: make_response(view()), WRONG)


def show_form(typed: str = "", *, is_wrong: bool = False) -> str:
    """The form. The error is the same for unknown, expired and used codes."""
    error = None
    if is_wrong and not typed.strip():
        error = _("Type the code that the device shows.")
    elif is_wrong:
        error = _("No device is waiting with this code. Check it, or ask the device for a new one.")
    return render_template("oauth/device/ask.html", typed=typed[: user_code.MAX_TYPED], error=error)


def _go_on(typed: str, page: str) -> Response:
    if waiting_device.find(typed) is None:
        return make_response(show_form(typed, is_wrong=True), 422)
    return make_response(redirect(page, 303))


def _show_request(typed: str) -> ResponseReturnValue:
    auth_request = waiting_device.find(typed)
    if auth_request is None or auth_request.device is None:
        return show_form(typed, is_wrong=True), 404
    parameters = {"user_code": auth_request.device.code}
    if stop := find_stop(auth_request, parameters):
        return redirect(stop.address)
    choice = consent_teams.team_choice(current_user, auth_request)
    if not choice.is_possible:
        flow_reports.note_person(auth_request.client, is_member=bool(choice.locked))
    return show_consent(auth_request, parameters, choice, Look.read(request.args))
