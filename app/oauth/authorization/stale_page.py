"""Pages of this door that were opened before the session changed, or too long ago.

Such a page decides nothing. It leads back to its request, which the present user reads again,
after signing in where there is none.
"""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from app.models.credentials.devices import user_code
from app.oauth.authorization import consent_ticket, refusal_page
from app.oauth.authorization.authorization_request import UntrustedRequestError
from app.oauth.authorization.request_address import address_of
from app.oauth.blueprint import bp
from app.web import errors, typed_text
from app.web.connect_chain import stale_form


@bp.errorhandler(CSRFError)
def answer_foreign_token(error: CSRFError) -> ResponseReturnValue:
    """Lead back to the request when the form's token is of another session."""
    if not stale_form.is_stale(error):
        return errors.answer_http_error(error)
    address = find_address()
    if typed_text.labelled(request.form):  # a note to the owners, to copy first
        return errors.answer_expired_form(address)
    try:
        return lead_back(address)
    except UntrustedRequestError as refusal:  # Flask handles no errors of its error handlers
        return refusal_page.show_refusal(refusal)


def lead_back(address: str | None) -> ResponseReturnValue:
    """Redirect to the request that the form was about; raises UntrustedRequestError for None."""
    if address is None:
        raise UntrustedRequestError("expired")
    if current_user.is_authenticated:
        stale_form.say_who_is_signed_in()
    return redirect(address, 303)


def find_address() -> str | None:
    """The address of the request that the form was about; None when its ticket is not ours."""
    if request.endpoint == "oauth.read_user_code":  # no ticket: the form is there for everyone
        typed = request.form.get("user_code", "")[: user_code.MAX_TYPED]
        return url_for("oauth.ask_user_code", user_code=typed or None)
    parameters = consent_ticket.read_request(request.form.get("request", ""))
    return address_of(parameters) if parameters else None
