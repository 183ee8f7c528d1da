"""Every app of the installation, for its operators: find, show, suspend, restore."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.language.texts import gettext as _
from app.language.texts import lazy_gettext, ngettext
from app.models.audit_queries.audit_event import AuditEvent
from app.models.clients import client_search
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.usage import connection_summary
from app.models.values import plain_text
from app.portal import paging
from app.portal.access.fresh_proof import needs_fresh_proof
from app.portal.access.operator_access import find_any_client
from app.portal.audit import audit_presenter
from app.portal.blueprint import bp
from app.portal.clients import client_presenter
from app.portal.operators import operator_mails
from app.portal.operators.reason_page import ReasonPage
from app.web.language.number_formats import amount

MAX_QUERY = 200  # characters


@bp.get("/admin/apps")
def list_all_apps() -> ResponseReturnValue:
    """Every app, newest first; ``q`` searches names, client IDs and owners."""
    query = plain_text.squeeze(request.args.get("q", ""), MAX_QUERY)
    status = request.args.get("status", "")
    if status not in client_presenter.BADGES:
        status = ""
    page = client_search.list_all(query=query, status=status, after=paging.wanted())
    return render_template(
        "portal/operators/apps/list.html",
        clients=page.rows,
        use=connection_summary.summarize(page.rows),
        badges=client_presenter.BADGES,
        statuses=client_presenter.STATUS_OPTIONS,
        query=query,
        status=status,
        **paging.links(page, "portal.list_all_apps", q=query, status=status),
    )


@bp.get("/admin/apps/<client:client_id>")
def show_any_app(client_id: str) -> ResponseReturnValue:
    """An app with its owner, redirect URIs, settings and history."""
    client = find_any_client(client_id)
    history = AuditEvent.list_of_client(client)
    return render_template(
        "portal/operators/apps/show.html",
        app=client_presenter.summarize(client),
        use=connection_summary.summarize([client])[client.id],
        settings=client_presenter.describe_settings(client),
        history=[(audit_presenter.describe_for_client(line), line) for line in history],
    )


@bp.get("/admin/apps/<client:client_id>/suspend")
@needs_fresh_proof
def ask_suspension(client_id: str) -> ResponseReturnValue:
    """Ask for the reason."""
    return _suspension(find_live(client_id)).ask()


@bp.post("/admin/apps/<client:client_id>/suspend")
@needs_fresh_proof
def suspend_app(client_id: str) -> ResponseReturnValue:
    """Suspend an app at once; its developer and organizers read the reason."""
    client = find_live(client_id)
    reason = _suspension(client).read()
    client.suspend(reason)
    db.session.commit()
    subject = lazy_gettext("%(app)s is suspended", app=client.name)
    operator_mails.send(operator_mails.write_app_news(client, subject, reason))
    flash(_("%(app)s is suspended. Its tokens no longer work.", app=client.name), "ok")
    return redirect(url_for("portal.show_any_app", client_id=client.client_id))


@bp.post("/admin/apps/<client:client_id>/restore")
def restore_app(client_id: str) -> ResponseReturnValue:
    """Lift a suspension: grants that were not revoked work again."""
    client = find_any_client(client_id)
    if client.status != Status.SUSPENDED:
        abort(409)
    client.restore()
    db.session.commit()
    subject = lazy_gettext("%(app)s works again", app=client.name)
    operator_mails.send(operator_mails.write_app_news(client, subject))
    flash(_("%(app)s works again.", app=client.name), "ok")
    return redirect(url_for("portal.show_any_app", client_id=client.client_id))


def find_live(client_id: str) -> Client:
    """The app if it is live; 409 otherwise."""
    client = find_any_client(client_id)
    if not client.is_live:
        abort(409)
    return client


def _suspension(client: Client) -> ReasonPage:
    use = connection_summary.summarize([client])[client.id]
    return ReasonPage(
        title=_("Suspend %(app)s?", app=client.name),
        name=client.name,
        text=ngettext(
            "All its tokens stop at once. It has one active permission. You can undo this.",
            "All its tokens stop at once. It has %(count)s active permissions. You can undo this.",
            use.grants,
            count=amount(use.grants, has_more=use.has_more),
        ),
        hint=_("Its developer and every organizer who connected it read this."),
        button=_("Suspend app"),
        cancel_url=url_for("portal.show_any_app", client_id=client.client_id),
    )
