"""Recovery codes: shown once, after the first factor, or when new ones are made."""

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.models.accounts.second_factors import second_factors
from app.models.accounts.second_factors.recovery_code import RecoveryCode
from app.portal.access.fresh_proof import needs_fresh_proof
from app.portal.accounts import factor_mails
from app.portal.blueprint import bp, open_to_unverified
from app.web import local_path
from app.web.signed_in import current_person


@bp.get("/account/security/recovery-codes")
@needs_fresh_proof
def ask_recovery_codes() -> ResponseReturnValue:
    """Confirm that earlier codes stop working."""
    if not second_factors.are_on(current_person()):
        abort(404)
    return render_template(
        "portal/accounts/recovery_codes/confirm.html",
        left=RecoveryCode.count_left(current_person()),
    )


@bp.post("/account/security/recovery-codes")
@open_to_unverified
@needs_fresh_proof
def make_recovery_codes() -> ResponseReturnValue:
    """Show new codes, once; all earlier ones stop working."""
    person = current_person()
    if not second_factors.are_on(person):
        abort(404)
    page = show_new(RecoveryCode.replace_all(person))
    db.session.commit()
    factor_mails.send_recovery_codes_made(person)
    return page


def show_new(codes: list[str]) -> str:
    """The only page that shows these codes; it leads on to ``next``."""
    return render_template(
        "portal/accounts/recovery_codes/shown.html",
        codes=codes,
        go_on=local_path.wanted() or url_for("portal.show_security"),
        has_next=local_path.wanted() is not None,
    )
