"""A developer's part in the review of an app: answering a question, requesting it again."""

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.language.texts import gettext as _
from app.models.clients.client_status import Status
from app.portal.access.own_client import find_own_client
from app.portal.blueprint import bp
from app.portal.clients.edits import save
from app.portal.forms.reason_form import AnswerForm


@bp.post("/developer/apps/<client_id>/review")
def request_review(client_id: str) -> ResponseReturnValue:
    """Put a refused app back into the operators' queue."""
    client = find_own_client(client_id)
    if client.status != Status.REFUSED:
        abort(409)
    client.ask_again()
    message = _("An operator will review %(app)s again.", app=client.name)
    return save(client, "portal.show_client", message)


@bp.post("/developer/apps/<client_id>/answer")
def answer_question(client_id: str) -> ResponseReturnValue:
    """Send operators the answer to their question."""
    client, form = find_own_client(client_id), AnswerForm()
    if client.review_question is None:
        abort(409)
    if form.validate():
        client.answer(form.answer.data)
        return save(client, "portal.show_client", _("Your answer is sent to the operators."))
    flash(str(form.answer.errors[0]) if form.answer.errors else _("Fill this in."), "bad")
    return redirect(url_for("portal.show_client", client_id=client.client_id))
