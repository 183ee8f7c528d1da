"""What a developer does about the review of an app: answer a question, ask again."""

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import db
from app.models.clients.client_status import Status
from app.portal.access.own_client import find_own_client
from app.portal.blueprint import bp
from app.portal.forms.reason_form import AnswerForm


@bp.post("/developer/apps/<client_id>/review")
def request_review(client_id: str) -> ResponseReturnValue:
    """Put a refused app back into the operators' queue."""
    client = find_own_client(client_id)
    if client.status != Status.REFUSED:
        abort(409)
    client.ask_again()
    db.session.commit()
    flash(_("An operator will look at %(app)s again.", app=client.name), "ok")
    return redirect(url_for("portal.show_client", client_id=client.client_id))


@bp.post("/developer/apps/<client_id>/answer")
def answer_question(client_id: str) -> ResponseReturnValue:
    """Let operators read what the developer says to their question."""
    client, form = find_own_client(client_id), AnswerForm()
    if client.review_question is None:
        abort(409)
    if form.validate():
        client.answer(form.answer.data)
        db.session.commit()
        flash(_("Your answer is with the operators."), "ok")
    else:
        flash(str(form.answer.errors[0]) if form.answer.errors else _("Fill this in."), "bad")
    return redirect(url_for("portal.show_client", client_id=client.client_id))
