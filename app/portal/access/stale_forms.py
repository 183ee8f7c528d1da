"""Forms of the portal that were opened before the session changed, in another tab.

Those of the connect chain lead on to where their page was going: what they were for is done, or
their page asks for it again. All others say that they have expired.
"""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from app.language.texts import gettext as _
from app.portal.blueprint import bp
from app.web import errors, local_path, typed_text
from app.web.connect_chain import chain_pages, stale_form

# A signed-in user has what these forms are for.
FORMS_TO_SIGN_IN = frozenset(
    f"portal.{view}"
    for view in (
        "check_sign_in",
        "check_second_step",
        "create_account",
        "send_reset",
        "sign_out",  # "Not you?": it is another person now
    )
)


@bp.errorhandler(CSRFError)
def answer_foreign_token(error: CSRFError) -> ResponseReturnValue:
    """Lead on when the form's token is of another session; refuse forgeries."""
    if not (stale_form.is_stale(error) and chain_pages.is_page(request.path)):
        return errors.answer_http_error(error)
    if typed_text.labelled(request.form):
        return errors.answer_expired_form(local_path.page_again())
    return redirect(_lead_on(), 303)


def _lead_on() -> str:
    target = local_path.wanted()
    if request.endpoint in FORMS_TO_SIGN_IN and current_user.is_authenticated:
        stale_form.say_who_is_signed_in()
        return target or url_for("portal.home")
    if request.endpoint == "portal.check_fresh_proof" and target:
        return target  # which asks for the proof if it still needs one
    if page := local_path.page_again():
        flash(_("That page was out of date. Check this one, then send it again."), "info")
        return page
    return url_for("portal.sign_in", next=target)
