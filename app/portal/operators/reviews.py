"""The review queue: operators approve apps, refuse them, or ask a question."""

from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.mail.delivery import Message
from app.models.clients import review_facts, review_queue
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.clients.icons.client_icon import ClientIcon
from app.portal import paging
from app.portal.access.operator_access import find_any_client
from app.portal.blueprint import bp
from app.portal.forms.reason_form import QuestionForm
from app.portal.operators import operator_mails, review_presenter
from app.portal.operators.reason_page import ReasonPage


@bp.get("/admin/review")
def list_reviews() -> ResponseReturnValue:
    """Pending apps, or with ``show=live`` live ones that are not reviewed; oldest first.

    Without ``show``: the queue that is not empty.
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


@bp.get("/admin/review/<client:client_id>")
def show_review(client_id: str) -> ResponseReturnValue:
    """Everything about one app that a decision needs."""
    return _show(find_any_client(client_id))


@bp.post("/admin/apps/<client:client_id>/approve")
def approve_app(client_id: str) -> ResponseReturnValue:
    """Approve an app: it goes live, without a warning on its consent page.

    409 with its present state when it has changed since the operator saw it.
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
        subject = lazy_gettext("%(app)s is approved", app=client.name)
        operator_mails.send(operator_mails.write_app_news(client, subject))
    flash(_("%(app)s is approved.", app=client.name), "ok")
    return redirect(url_for("portal.list_reviews"))


@bp.get("/admin/apps/<client:client_id>/refuse")
def ask_refusal(client_id: str) -> ResponseReturnValue:
    """Ask for the reason; ``text`` names a template to start from."""
    return _refusal(find_waiting(client_id)).ask()


@bp.post("/admin/apps/<client:client_id>/refuse")
def refuse_app(client_id: str) -> ResponseReturnValue:
    """Refuse an app, or only show the mail; its developer may request another review."""
    client = find_waiting(client_id)
    reason = _refusal(client).read()
    client.refuse(reason)
    db.session.commit()
    operator_mails.send(_write_refusal(client, reason))
    flash(_("%(app)s is refused, and its developer can read why.", app=client.name), "ok")
    return redirect(url_for("portal.list_reviews"))


@bp.get("/admin/apps/<client:client_id>/ask")
def ask_question(client_id: str) -> ResponseReturnValue:
    """Ask for the question; ``text`` names a template to start from."""
    return _question(find_undecided(client_id)).ask()


@bp.post("/admin/apps/<client:client_id>/ask")
def send_question(client_id: str) -> ResponseReturnValue:
    """Send the question, or only show the mail; the app stays in the queue."""
    client = find_undecided(client_id)
    question = _question(client).read()
    client.ask(question)
    db.session.commit()
    operator_mails.send(operator_mails.write_question(client, question))
    flash(_("The question is on its way to the developer of %(app)s.", app=client.name), "ok")
    return redirect(url_for("portal.list_reviews"))


@bp.post("/admin/apps/<client:client_id>/icon/refuse")
def refuse_icon(client_id: str) -> ResponseReturnValue:
    """Take the icon that waits from the app; its developers are told, and may upload another."""
    client = find_any_client(client_id)
    if not ClientIcon.refuse(client):
        abort(409)
    db.session.commit()
    subject = lazy_gettext("The new icon of %(app)s is not approved", app=client.name)
    operator_mails.send(operator_mails.write_app_news(client, subject))
    flash(_("The icon of %(app)s is refused.", app=client.name), "ok")
    return redirect(url_for("portal.show_review", client_id=client.client_id))


def find_waiting(client_id: str) -> Client:
    """The app if it is pending; 409 otherwise."""
    client = find_any_client(client_id)
    if client.status != Status.PENDING:
        abort(409)
    return client


def find_undecided(client_id: str) -> Client:
    """The app if it has an owner and awaits a review; 409 otherwise."""
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


def _write_refusal(client: Client, reason: str) -> list[Message]:
    subject = lazy_gettext("%(app)s is not approved", app=client.name)
    return operator_mails.write_app_news(client, subject, reason)


def _refusal(client: Client) -> ReasonPage:
    return ReasonPage(
        title=_("Refuse %(app)s?", app=client.name),
        name=client.name,
        text=_("No one can connect it, its developer included. They can change it and ask again."),
        hint=_("Its developer reads it on the app's page and in a mail. Say what to change."),
        button=_("Refuse app"),
        cancel_url=url_for("portal.show_review", client_id=client.client_id),
        canned=review_presenter.REFUSALS,
        write_mail=partial(_write_refusal, client),
    )


def _question(client: Client) -> ReasonPage:
    return ReasonPage(
        title=_("Ask about %(app)s", app=client.name),
        name=client.name,
        text=_("The app keeps its place in the queue."),
        hint=_("Its developer reads it on the app's page and in a mail, and can answer there."),
        button=_("Send question"),
        cancel_url=url_for("portal.show_review", client_id=client.client_id),
        kind="primary",
        form_class=QuestionForm,
        canned=review_presenter.QUESTIONS,
        write_mail=partial(operator_mails.write_question, client),
    )
