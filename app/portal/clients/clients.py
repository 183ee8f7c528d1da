"""A developer's apps: list, register, show."""

from flask import abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.config import settings
from app.database.transactions import start_writing
from app.extensions import db
from app.language.texts import gettext as _
from app.models.clients import client_quota, client_search
from app.models.clients.client import Client
from app.models.clients.client_lifecycle import TIME_TO_UNDO
from app.models.clients.client_status import Status
from app.models.clients.developer_teams.developer_membership import DeveloperMembership
from app.models.clients.developer_teams.developer_role import Act
from app.models.credentials.secret_handover import SecretHandover
from app.models.housekeeping import client_deletion
from app.models.usage import connection_summary, usage_report
from app.models.values.errors import ValidationError
from app.portal import paging
from app.portal.access.own_client import find_own_client
from app.portal.access.verified_email import needs_verified_email
from app.portal.blueprint import bp
from app.portal.clients import client_presenter, connect_button
from app.portal.clients.client_form import NewClientForm
from app.portal.clients.webhooks import webhook_presenter
from app.portal.usage import usage_presenter
from app.web.signed_in import current_person

HANDOVER_KEY = "secret_handover"  # in the browser's session, until the secret was shown


@bp.get("/developer/apps")
def list_clients() -> ResponseReturnValue:
    """The user's apps; ``q`` searches names and client IDs, ``status`` filters."""
    query, status = request.args.get("q", "")[:200], request.args.get("status", "")
    if status not in client_presenter.BADGES:
        status = ""
    page = client_search.page_owned(
        current_person(), query=query, status=status, after=paging.wanted()
    )
    return render_template(
        "portal/clients/list.html",
        clients=page.rows,
        use=connection_summary.summarize(page.rows),
        weeks=usage_report.of_week(page.rows),
        badges=client_presenter.BADGES,
        statuses=client_presenter.STATUS_OPTIONS,
        query=query,
        status=status,
        count=client_quota.count_owned(current_person()),
        limit=client_quota.MAX_CLIENTS_PER_OWNER,
        has_apps=bool(page.rows or query or status),
        has_teams=bool(DeveloperMembership.list_of_user(current_person())),
        may_register=may_register(),
        deleted=client_deletion.list_undoable(current_person()),
        time_to_undo=TIME_TO_UNDO,
        **paging.links(page, "portal.list_clients", q=query, status=status),
    )


@bp.get("/developer/apps/new")
@needs_verified_email
def new_client() -> ResponseReturnValue:
    """The form for a new app; the query can fill it in."""
    require_open_registration()
    form = NewClientForm.filled_in(request.args)
    return show_new(form, filled_in=bool(form.name.data or form.redirect_uris.data))


@bp.post("/developer/apps/new")
@needs_verified_email
def create_client() -> ResponseReturnValue:
    """Register an app, and go to its page, which shows the secret once."""
    require_open_registration()
    form = NewClientForm()
    client = form.make(lambda: register_once(form))
    if client is None:
        return show_new(form), 422
    db.session.commit()
    return redirect(url_for("portal.show_client", client_id=client.client_id))


def register_once(form: NewClientForm) -> Client:
    """The app of this form: a new one, or the one made when the same form was sent before.

    In either case its page shows the secret. Raises ValidationError for invalid metadata, and
    for one app too many.
    """
    metadata = form.metadata()
    key = form.once_key(metadata)
    owner = form.chosen_owner() or current_person()
    has_room = client_quota.has_room(owner)  # locks: one at a time per owner
    made_before = SecretHandover.find_owner(key) if key else None
    if made_before is not None:
        client = find_own_client(made_before)
        session[HANDOVER_KEY] = key
        return client
    if not has_room:
        raise ValidationError("form", client_quota.describe_excess(owner))
    if form.chosen_owner() is not owner:  # since the lock: the user may have left the team
        raise ValidationError("owner", _("You may no longer register apps for this team."))
    client, secret = Client.register(
        owner,
        metadata,
        by=current_person(),
        status=status_of_new_client(),
        needs_pkce=form.needs_pkce,
    )
    hand_over(client, secret, key=key)
    return client


@bp.get("/developer/apps/<client_id>")
def show_client(client_id: str) -> ResponseReturnValue:
    """Credentials, addresses and settings; a new secret is shown this once."""
    client, secret = find_own_client(client_id), None
    if HANDOVER_KEY in session and client.may(current_person(), Act.SECRETS):
        secret = collect_secret(client)
        client = find_own_client(client_id)  # whose role was changed meanwhile reads no secret
    use, has_namesake = connection_summary.with_namesake(client)
    return render_template(
        "portal/clients/show.html",
        client=client,
        secret=secret,
        use=use,
        badge=client_presenter.BADGES[client.status],
        has_namesake=has_namesake,
        endpoints=client_presenter.endpoints(),
        scopes=client_presenter.describe_scopes(client),
        settings=client_presenter.describe_settings(client),
        connect=connect_button.usual_button(client),
        usage=usage_presenter.overview(client),
        hooks=webhook_presenter.health(client),
    )


def hand_over(client: Client, secret: str | None, *, key: str | None = None) -> None:
    """Show ``secret``, if there is one, on the next page of ``client`` in this browser."""
    db.session.flush()
    session[HANDOVER_KEY] = SecretHandover.leave(client.client_id, secret, key=key)


def collect_secret(client: Client) -> str | None:
    """The new secret of ``client`` if this browser has not shown it; it is never shown again."""
    if request.method != "GET":  # HEAD shows nothing
        return None
    start_writing()
    key = session[HANDOVER_KEY]
    secret = SecretHandover.collect(client.client_id, key)
    if SecretHandover.find_owner(key) in {None, client.client_id}:
        del session[HANDOVER_KEY]
    db.session.commit()
    return secret


def may_register() -> bool:
    """Whether the user may register apps here."""
    is_open = settings().registration != "closed"
    return is_open or current_person().is_operator


def require_open_registration() -> None:
    """403 where only operators register apps."""
    if not may_register():
        abort(403, _("On this site, only operators register apps."))


def status_of_new_client() -> Status:
    """Live at once, or pending where operators review apps first."""
    if settings().registration == "review" and not current_person().is_operator:
        return Status.PENDING
    return Status.LIVE


def show_new(form: NewClientForm, *, filled_in: bool = False) -> str:
    """The page of the form for a new app; ``filled_in`` by a link or manifest."""
    return render_template(
        "portal/clients/new.html",
        form=form,
        filled_in=filled_in,
        good_uris=client_presenter.GOOD_ADDRESSES,
    )
