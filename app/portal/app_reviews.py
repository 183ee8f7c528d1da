"""The review queue: operators look at new apps, and let each in or say why not."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.extensions import db
from app.models import client_search
from app.models.audit_event import AuditEvent
from app.models.client import Client
from app.models.client_status import Status
from app.portal import client_words, mails
from app.portal.blueprint import bp
from app.portal.operator_access import find_any_client, for_operators
from app.portal.reason_form import ReasonForm


@bp.get("/admin/review")
@for_operators
def list_reviews() -> ResponseReturnValue:
    """Apps that wait, oldest first; then live ones that nobody has looked at."""
    waiting, unreviewed = client_search.list_waiting(), client_search.list_unreviewed()
    return render_template(
        "portal/app_reviews/list.html",
        waiting=[client_words.summarize(client) for client in waiting],
        unreviewed=[client_words.summarize(client) for client in unreviewed],
    )


@bp.post("/admin/apps/<client_id>/approve")
@for_operators
def approve_app(client_id: str) -> ResponseReturnValue:
    """Let an app go live, and take the warning from its consent page."""
    client = find_any_client(client_id)
    if client.status == Status.SUSPENDED:
        abort(409)
    was_waiting = not client.is_live
    client.review()
    AuditEvent.record("client.approved", actor=current_user, client=client)
    db.session.commit()
    if was_waiting:
        mails.send_app_news(client, _("%(app)s is approved", app=client.name))
    flash(_("%(app)s is approved.", app=client.name), "ok")
    return redirect(url_for("portal.list_reviews"))


@bp.get("/admin/apps/<client_id>/refuse")
@for_operators
def ask_refusal(client_id: str) -> ResponseReturnValue:
    """Ask why the app is not let in."""
    return _show_refusal(find_waiting(client_id), ReasonForm(formdata=None))


@bp.post("/admin/apps/<client_id>/refuse")
@for_operators
def refuse_app(client_id: str) -> ResponseReturnValue:
    """Refuse an app; its developer reads the reason, and may ask again."""
    client, form = find_waiting(client_id), ReasonForm()
    if not form.validate():
        return _show_refusal(client, form), 422
    client.refuse(form.reason.data)
    AuditEvent.record("client.refused", actor=current_user, client=client, reason=form.reason.data)
    db.session.commit()
    mails.send_app_news(client, _("%(app)s is not approved", app=client.name))
    flash(_("%(app)s is refused, and its developer can read why.", app=client.name), "ok")
    return redirect(url_for("portal.list_reviews"))


def find_waiting(client_id: str) -> Client:
    """The app if it waits for a decision; 409 when somebody has already decided."""
    client = find_any_client(client_id)
    if client.status != Status.PENDING:
        abort(409)
    return client


def _show_refusal(client: Client, form: ReasonForm) -> str:
    return render_template("portal/app_reviews/refuse.html", client=client, form=form)
