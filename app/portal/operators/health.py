"""The health of the installation, for its operators, and a test mail."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.extensions import db
from app.language.texts import gettext as _
from app.models.audit import audit_trail
from app.portal.access.rate_limits import may_mail
from app.portal.blueprint import bp
from app.portal.operators import health_presenter, operator_mails
from app.web.signed_in import current_person


@bp.get("/admin/health")
def show_health() -> ResponseReturnValue:
    """Each part with its state, and with advice where something is wrong."""
    parts = health_presenter.parts()
    return render_template(
        "portal/operators/health/show.html",
        parts=parts,
        unwell=[part.name for part in parts if part.kind != health_presenter.OK],
        versions=health_presenter.versions(),
    )


@bp.post("/admin/health/mail")
def send_test_mail() -> ResponseReturnValue:
    """Send the operator a mail."""
    if not may_mail(current_person()):
        flash(_("Too many mails. Try again in an hour."), "warn")
        return redirect(url_for("portal.show_health"))
    audit_trail.record("mail.tested", actor=current_user)
    db.session.commit()
    operator_mails.send_test(current_person())
    flash(_("A mail is on its way to %(address)s.", address=current_user.email), "ok")
    return redirect(url_for("portal.show_health"))
