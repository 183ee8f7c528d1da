"""Asking for the password or a passkey before a sensitive act, in case the browser is not theirs.

Also called sudo mode: the proof counts for ten minutes in this session.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import (
    Response,
    abort,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import PasswordField

from app.database.transactions import SAFE_METHODS
from app.extensions import db
from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.accounts.browser_session import PASSKEY, PASSWORD
from app.models.accounts.second_factors import ceremony
from app.models.accounts.second_factors.ceremony import RefusedPasskeyError
from app.models.accounts.second_factors.challenge import Challenge, Purpose
from app.models.accounts.second_factors.passkey import Passkey
from app.portal.access import passkey_host, requesting_app
from app.portal.access.rate_limits import count_guesses
from app.portal.blueprint import bp, open_to_unverified
from app.portal.forms.fields import PasskeyField, PortalForm
from app.web import local_path
from app.web.signed_in import current_person, current_session

View = Callable[..., ResponseReturnValue]
PREFIX = "proof"  # of the fields that are added to a form which was sent without a fresh proof


class FreshProofForm(PortalForm):
    """The signed-in user's password, or what their passkey answered."""

    password = PasswordField(lazy_gettext("Password"))
    credential = PasskeyField()


def needs_fresh_proof(view: View) -> View:
    """Run ``view`` only if the password or a passkey was shown recently; else ask for it first.

    A page is shown afterwards; a form with more than its token is sent again with all its fields.
    """

    @wraps(view)
    def guarded(**arguments: Any) -> ResponseReturnValue:
        require_fresh_proof()
        return view(**arguments)

    return guarded


def require_fresh_proof() -> None:
    """Do what ``needs_fresh_proof`` does, for acts of which only some are sensitive.

    Ends the request with the page that asks, unless the proof is fresh or comes with the form.
    """
    if current_session().has_fresh_proof():
        return
    if request.method in SAFE_METHODS or _is_page_again():
        abort(redirect(url_for("portal.ask_fresh_proof", next=local_path.present())))
    answer = _read_proof() if _has_proof() else _show_with_form(_form_beside())
    if not current_session().has_fresh_proof():
        abort(answer)


@bp.get("/account/confirm")
def ask_fresh_proof() -> ResponseReturnValue:
    """Ask for the password or a passkey."""
    return _show(FreshProofForm())


@bp.post("/account/confirm")
@open_to_unverified
@count_guesses(account=lambda: current_user.public_id)
def check_fresh_proof() -> ResponseReturnValue:
    """Record the proof, and continue to ``next``."""
    form = FreshProofForm()
    if not (form.validate() and _prove(form)):
        return _show(form), 422
    return redirect(local_path.wanted() or url_for("portal.show_account"))


@bp.post("/account/confirm/options")
@open_to_unverified
def offer_fresh_proof() -> ResponseReturnValue:
    """The options for a passkey of the signed-in user, as JSON."""
    if ceremony.relying_party_id() is None:
        return jsonify(error="no_host_name"), 409
    challenge = Challenge.issue(Purpose.PROVE, current_session().key_digest)
    allowed = [passkey.credential_id for passkey in Passkey.list_of(current_person())]
    db.session.commit()
    return jsonify(ceremony.authentication_options(challenge, allowed))


@count_guesses(account=lambda: current_user.public_id)
def _read_proof() -> Response:
    """Record the proof beside the form; the page that asks for it again when it is wrong."""
    form = _form_beside()
    is_proved = form.validate() and _prove(form)
    return make_response("", 204) if is_proved else _show_with_form(form, 422)


def _prove(form: FreshProofForm) -> bool:
    """Record the proof in the session, and commit; False with an error in the form."""
    is_proved = _is_passkey(form) if form.credential.data else _is_password(form)
    if is_proved:
        current_session().prove(PASSKEY if form.credential.data else PASSWORD)
    db.session.commit()  # a challenge is used up by a wrong answer, too
    return is_proved


def _is_password(form: FreshProofForm) -> bool:
    typed = form.password.data or ""
    if typed and current_user.check_password(typed):
        return True
    form.password.errors = [_("This is not your password.") if typed else _("Fill this in.")]
    return False


def _is_passkey(form: FreshProofForm) -> bool:
    try:
        Passkey.authenticate(
            ceremony.read(form.credential.data),
            Purpose.PROVE,
            holder_digest=current_session().key_digest,
            user=current_person(),
        )
    except RefusedPasskeyError:
        form.form_errors.append(_("This passkey was not accepted. Try again, or use the password."))
        return False
    return True


def _is_page_again() -> bool:
    """Whether nothing was typed, and the page with the form has the form's own address."""
    adapter = current_app.create_url_adapter(request)
    has_page = adapter is not None and adapter.test(request.path, "GET")
    return has_page and request.form.keys() <= {"csrf_token"}


def _has_proof() -> bool:
    return any(name.startswith(f"{PREFIX}-") for name in request.form)


def _form_beside() -> FreshProofForm:
    return FreshProofForm(prefix=PREFIX)


def _show(form: FreshProofForm) -> str:
    # An app may require a fresh sign-in.
    return requesting_app.render_stop(
        "portal/access/fresh_proof/confirm.html", form=form, has_passkey=_has_passkey()
    )


def _show_with_form(form: FreshProofForm, status: int = 403) -> Response:
    """The page with the fields that were sent, which it posts to this address once more."""
    kept = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if not name.startswith(f"{PREFIX}-")
    ]
    page = render_template(
        "portal/access/fresh_proof/confirm.html", form=form, kept=kept, has_passkey=_has_passkey()
    )
    return make_response(page, status)


def _has_passkey() -> bool:
    return passkey_host.is_here() and bool(Passkey.list_of(current_person()))
