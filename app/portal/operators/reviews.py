"""The review queue: operators look at apps, and let each in, ask, or say why not."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import db
from app.models.clients import review_facts, review_queue
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.portal import paging
from app.portal.access.operator_access import find_any_client, for_operators
from app.portal.blueprint import bp
from app.portal.forms.reason_form import QuestionForm
from app.portal.operators import operator_mails, review_presenter
from app.portal.operators.reason_page import ReasonPage


@bp.get("/admin/review")
@for_operators
def list_reviews() -> ResponseReturnValue:
    """Apps that wait, oldest first, or with ``show=live`` live ones that nobody has looked at.

    Without ``show`` it opens where there is something to do.
    """
    waiting, unreviewed = review_queue.count("waiting"), review_queue.count("live")
    show = request.args.get("show")
    if show not in review_queue.QUEUES:
        show = "live" if unreviewed and not waiting else "waiting"
    page = review_queue.read(show, paging.wanted())
    return render_template(
        "portal/operators/reviews/list.html",
        apps=[review_presenter.in_queue(client) for client in page.rows],
        show=show,
        waiting=waiting,
        unreviewed=unreviewed,
        counted=review_queue.COUNTED,
        **paging.links(page, "portal.list_reviews", show=show),
    )


@bp.get("/admin/review/<client_id>")
@for_operators
def show_review(client_id: str) -> ResponseReturnValue:
    """Everything that a decision about one app needs."""
    return _show(find_any_client(client_id))


@bp.post("/admin/apps/<client_id>/approve")
@for_operators
def approve_app(client_id: str) -> ResponseReturnValue:
    """Let an app go live, and take the warning from its consent page.

    409 with the app as it is now when it is not what the operator has looked at.
    """
    client = find_any_client(client_id)
    client.hold()
    if client.status == Status.SUSPENDED:
        abort(409)
    if request.form.get("version") != review_facts.version(client):
        return _show(client, has_changed=True), 409
    was_waiting = not client.is_live
    client.review()
    db.session.commit()
    if was_waiting:
        operator_mails.send_app_news(client, operator_mails.approval(client))
    flash(_("%(app)s is approved.", app=client.name), "ok")
    return redirect(url_for("portal.list_reviews"))


@bp.get("/admin/apps/<client_id>/refuse")
@for_operators
def ask_refusal(client_id: str) -> ResponseReturnValue:
    """Ask why the app is not let in; ``text`` names a ready-made reason to start from."""
    return _refusal(find_waiting(client_id)).ask()


@bp.post("/admin/apps/<client_id>/refuse")
@for_operators
def refuse_app(client_id: str) -> ResponseReturnValue:
    """Refuse an app, or only show the mail; its developer reads why, and may ask again."""
    client = find_waiting(client_id)
    reason = _refusal(client).read()
    client.refuse(reason)
    db.session.commit()
    operator_mails.send_app_news(client, operator_mails.refusal(client), reason)
    flash(_("%(app)s is refused, and its developer can read why.", app=client.name), "ok")
    return redirect(url_for("portal.list_reviews"))


@bp.get("/admin/apps/<client_id>/ask")
@for_operators
def ask_question(client_id: str) -> ResponseReturnValue:
    """Ask what the developer is to be asked; ``text`` names a ready-made question."""
    return _question(find_undecided(client_id)).ask()


@bp.post("/admin/apps/<client_id>/ask")
@for_operators
def send_question(client_id: str) -> ResponseReturnValue:
    """Ask the developer, or only show the mail; the app waits on."""
    client = find_undecided(client_id)
    question = _question(client).read()
    client.ask(question)
    db.session.commit()
    operator_mails.send_question(client, question)
    flash(_("The question is on its way to the developer of %(app)s.", app=client.name), "ok")
    return redirect(url_for("portal.list_reviews"))


def find_waiting(client_id: str) -> Client:
    """The app if it waits for a decision; 409 when somebody has already decided."""
    client = find_any_client(client_id)
    if client.status != Status.PENDING:
        abort(409)
    return client


def find_undecided(client_id: str) -> Client:
    """The app if somebody stands behind it and nobody has looked at it as it is now; else 409."""
    client = find_any_client(client_id)
    if client.is_reviewed or not client.is_usable or client.owner is None:
        abort(409)
    return client


def _show(client: Client, has_changed: bool = False) -> str:
    return render_template(
        "portal/operators/reviews/show.html",
        app=review_presenter.describe(client),
        has_changed=has_changed,
    )


def _refusal(client: Client) -> ReasonPage:
    subject = operator_mails.refusal(client)
    return ReasonPage(
        title=_("Refuse %(app)s?", app=client.name),
        name=client.name,
        text=_("Nobody can let it in then, its maker included. They can change it and ask again."),
        hint=_("Its developer reads it on the app's page and in a mail. Say what to change."),
        button=_("Refuse app"),
        cancel_url=url_for("portal.show_review", client_id=client.client_id),
        canned=review_presenter.REFUSALS,
        write_mail=lambda reason: operator_mails.write_app_news(client, subject, reason),
    )


def _question(client: Client) -> ReasonPage:
    return ReasonPage(
        title=_("Ask about %(app)s", app=client.name),
        name=client.name,
        text=_("The app waits on, and keeps its place in the queue."),
        hint=_("Its developer reads it on the app's page and in a mail, and can answer there."),
        button=_("Send question"),
        cancel_url=url_for("portal.show_review", client_id=client.client_id),
        kind="primary",
        form_class=QuestionForm,
        canned=review_presenter.QUESTIONS,
        write_mail=lambda question: operator_mails.write_question(client, question),
    )
