"""A client's secrets: rotating and revoking them."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectChoice

from app.config import settings
from app.extensions import db
from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.clients.client import Client
from app.models.clients.client_secret import ClientSecret
from app.models.clients.developer_teams.developer_role import Act
from app.models.values.errors import LastSecretError
from app.portal.access.fresh_proof import needs_fresh_proof
from app.portal.access.own_client import find_own_client
from app.portal.blueprint import bp
from app.portal.clients.clients import hand_over
from app.portal.clients.edits import save
from app.portal.forms.fields import PortalForm
from app.web.signed_in import current_person
from app.web.template_filters import duration

DAY = 86_400  # seconds
OVERLAPS = (DAY, 7 * DAY, 30 * DAY)


def overlap_choices() -> list[SelectChoice]:
    """For how long the old secret may keep working."""
    overlaps = sorted({*OVERLAPS, settings().secret_overlap})
    longer = (SelectChoice(seconds, duration(seconds)) for seconds in overlaps)
    return [*longer, SelectChoice(0, _("Not at all"))]


class RotateForm(PortalForm):
    """For how long the old secret keeps working."""

    overlap = RadioField(
        lazy_gettext("The old secret works for another"),
        coerce=int,
        choices=overlap_choices,
        default=lambda: settings().secret_overlap,
    )


@bp.get("/developer/apps/<client_id>/secrets")
@needs_fresh_proof
def new_secret(client_id: str) -> ResponseReturnValue:
    """Ask for how long the old secret should keep working."""
    return _show_new(find_confidential_client(client_id), RotateForm())


@bp.post("/developer/apps/<client_id>/secrets")
@needs_fresh_proof
def create_secret(client_id: str) -> ResponseReturnValue:
    """Make a new secret, and go to the app's page, which shows it once."""
    client, form = find_confidential_client(client_id), RotateForm()
    if not form.validate():
        return _show_new(client, form), 422
    plain = client.rotate_secret(current_person(), overlap=form.overlap.data)
    hand_over(client, plain)
    db.session.commit()
    return redirect(url_for("portal.show_client", client_id=client.client_id))


@bp.get("/developer/apps/<client_id>/secrets/<secret_id>/revoke")
@needs_fresh_proof
def ask_secret_revocation(client_id: str, secret_id: str) -> ResponseReturnValue:
    """Confirm before a secret stops working."""
    client = find_confidential_client(client_id)
    return _show_revocation(client, find_live_secret(client, secret_id))


@bp.post("/developer/apps/<client_id>/secrets/<secret_id>/revoke")
@needs_fresh_proof
def revoke_secret(client_id: str, secret_id: str) -> ResponseReturnValue:
    """End a secret at once, unless it is the only one."""
    client = find_confidential_client(client_id)
    old = find_live_secret(client, secret_id)
    try:
        client.revoke_secret(old)
    except LastSecretError:
        return _show_revocation(client, old), 409
    message = _("The secret ending in %(end)s no longer works.", end=old.last_four)
    return save(client, "portal.show_client", message)


def find_confidential_client(client_id: str) -> Client:
    """The user's own client if it has secrets; 404 otherwise."""
    client = find_own_client(client_id, Act.SECRETS)
    if not client.confidential or client.proves_itself_by_key:
        abort(404)
    return client


def find_live_secret(client: Client, secret_id: str) -> ClientSecret:
    """The client's live secret with this id; 404 otherwise."""
    live = {row.public_id: row for row in client.live_secrets}
    return live.get(secret_id) or abort(404)


def _show_new(client: Client, form: RotateForm) -> str:
    return render_template("portal/clients/secrets/new.html", client=client, form=form)


def _show_revocation(client: Client, old: ClientSecret) -> str:
    is_last = client.live_secrets == [old]
    return render_template(
        "portal/clients/secrets/revoke.html", client=client, secret=old, is_last=is_last
    )
