"""The endpoints of an app: add one, see what was sent, test, rotate, resume, replay, remove."""

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.config import settings
from app.database.transactions import start_writing
from app.extensions import db
from app.language.texts import gettext as _
from app.models.clients.client import Client
from app.models.clients.developer_teams.developer_role import Act
from app.models.credentials.secret_handover import SecretHandover
from app.models.webhooks.webhook import Reason, State, Webhook
from app.outbound import hook_address
from app.portal.access.fresh_proof import needs_fresh_proof
from app.portal.access.own_client import find_own_client
from app.portal.access.rate_limits import count_requests
from app.portal.blueprint import bp
from app.portal.clients.webhooks import delivery_list, webhook_presenter
from app.portal.clients.webhooks.webhook_form import (
    ReplayForm,
    SignatureForm,
    TypesForm,
    WebhookForm,
)
from app.web.signed_in import current_person

HANDOVER_KEY = "webhook_handover"  # in the browser's session: webhook and mask of its new secret


@bp.get("/developer/apps/<client_id>/webhooks")
def list_webhooks(client_id: str) -> ResponseReturnValue:
    """The app's endpoints with their state, and the form for a new one."""
    return _show_list(find_own_client(client_id), WebhookForm())


@bp.post("/developer/apps/<client_id>/webhooks")
@count_requests("rate_limit_webhook")
def create_webhook(client_id: str) -> ResponseReturnValue:
    """Add an endpoint, and go to its page, which shows the signing secret once."""
    client, form = find_own_client(client_id), WebhookForm()
    hook = form.make(lambda: create_once(client, form))
    if hook is None:
        return _show_list(find_own_client(client_id), form), 422
    address = _address(hook)
    db.session.commit()
    return redirect(address)


def create_once(client: Client, form: WebhookForm) -> Webhook:
    """The endpoint of this form: a new one, or the one added when the form was sent before.

    Raises ValidationError.
    """
    client.hold()  # so that simultaneous submissions wait for each other
    url, types = form.url.data or "", form.types.data or []
    once = form.key_with(client.id, url, types)
    added_before = SecretHandover.find_owner(once) if once else None
    hook = Webhook.find_of_client(client, added_before) if added_before else None
    if hook is not None:
        session[HANDOVER_KEY] = [hook.public_id, once]
        return hook
    hook, secret = Webhook.create(client, url=url, types=types)
    _hand_over(hook, secret, once=once)
    return hook


@bp.get("/developer/apps/<client_id>/webhooks/<webhook_id>")
def show_webhook(client_id: str, webhook_id: str) -> ResponseReturnValue:
    """The endpoint and its deliveries, filtered by the query; a new secret is shown this once."""
    secret = _collect(find_webhook(client_id, webhook_id))
    return show(find_webhook(client_id, webhook_id), secret=secret)


@bp.post("/developer/apps/<client_id>/webhooks/<webhook_id>/test")
@count_requests("rate_limit_webhook")
def test_webhook(client_id: str, webhook_id: str) -> ResponseReturnValue:
    """Send a ping."""
    hook = find_active(client_id, webhook_id)
    hook.send_test()
    return _save(hook, _("A ping is on its way. Reload the page to see the answer."))


@bp.post("/developer/apps/<client_id>/webhooks/<webhook_id>/types")
def change_webhook_types(client_id: str, webhook_id: str) -> ResponseReturnValue:
    """Tell the endpoint the types in the form from now on."""
    hook, form = find_active(client_id, webhook_id), TypesForm()
    if not form.apply(lambda: hook.choose_types(form.types.data or [])):
        return show(find_webhook(client_id, webhook_id), chosen=form), 422
    return _save(hook, _("Saved. Messages of these types are sent from now on."))


@bp.post("/developer/apps/<client_id>/webhooks/<webhook_id>/pause")
def pause_webhook(client_id: str, webhook_id: str) -> ResponseReturnValue:
    """Send nothing until it is resumed."""
    hook = find_active(client_id, webhook_id)
    hook.pause(Reason.CHOSEN)
    return _save(hook, _("It is paused."))


@bp.post("/developer/apps/<client_id>/webhooks/<webhook_id>/resume")
def resume_webhook(client_id: str, webhook_id: str) -> ResponseReturnValue:
    """Go on from where it stopped."""
    hook = find_webhook(client_id, webhook_id)
    hook.resume()
    return _save(hook, _("It goes on from where it stopped."))


@bp.post("/developer/apps/<client_id>/webhooks/<webhook_id>/rotate")
@needs_fresh_proof
def rotate_webhook_secret(client_id: str, webhook_id: str) -> ResponseReturnValue:
    """Make a new secret, and show it once on the endpoint's page."""
    hook = find_active(client_id, webhook_id, Act.SECRETS)
    _hand_over(hook, hook.rotate_secret())
    address = _address(hook)
    db.session.commit()
    return redirect(address)


@bp.post("/developer/apps/<client_id>/webhooks/<webhook_id>/replay")
@count_requests("rate_limit_webhook")
def replay_webhook(client_id: str, webhook_id: str) -> ResponseReturnValue:
    """Send again what has happened since the time in the form."""
    hook, form = find_active(client_id, webhook_id), ReplayForm()
    if not form.apply(lambda: hook.replay(form.instant(current_person().timezone))):
        return show(find_webhook(client_id, webhook_id), replay=form), 422
    return _save(hook, _("What has happened since is sent again."))


@bp.get("/developer/apps/<client_id>/webhooks/<webhook_id>/remove")
def ask_webhook_removal(client_id: str, webhook_id: str) -> ResponseReturnValue:
    """Confirm, with what ends."""
    hook = find_webhook(client_id, webhook_id, Act.CHANGE)
    return render_template(
        "portal/clients/webhooks/remove.html",
        client=hook.client,
        hook=webhook_presenter.in_list(hook),
    )


@bp.post("/developer/apps/<client_id>/webhooks/<webhook_id>/remove")
def remove_webhook(client_id: str, webhook_id: str) -> ResponseReturnValue:
    """Send nothing to it from now on."""
    hook = find_webhook(client_id, webhook_id)
    host = webhook_presenter.host_of(hook.url)
    hook.remove()
    db.session.commit()
    flash(_("Nothing more is sent to %(host)s.", host=host), "ok")
    return redirect(url_for("portal.list_webhooks", client_id=client_id))


def find_webhook(client_id: str, webhook_id: str, act: Act | None = None) -> Webhook:
    """The endpoint with this ID of an app to which the user may do ``act``; 404 for none."""
    return Webhook.find_of_client(find_own_client(client_id, act), webhook_id) or abort(404)


def find_active(client_id: str, webhook_id: str, act: Act | None = None) -> Webhook:
    """The endpoint, unless it has ended; 409 then."""
    hook = find_webhook(client_id, webhook_id, act)
    if hook.state == State.ENDED:
        abort(409)
    return hook


def show(
    hook: Webhook,
    *,
    secret: str | None = None,
    chosen: TypesForm | None = None,
    replay: ReplayForm | None = None,
) -> str:
    """The endpoint's page."""
    return render_template(
        "portal/clients/webhooks/show.html",
        client=hook.client,
        hook=webhook_presenter.on_page(hook),
        secret=secret,
        chosen=chosen or TypesForm(formdata=None, types=list(hook.type_names)),
        replay=replay or ReplayForm(formdata=None),
        check=SignatureForm(formdata=None),
        findings=[],
        **delivery_list.read(hook),
    )


def _show_list(client: Client, form: WebhookForm) -> str:
    hooks = Webhook.list_of_client(client)
    return render_template(
        "portal/clients/webhooks/list.html",
        client=client,
        webhooks=[webhook_presenter.in_list(hook) for hook in hooks],
        form=form,
        has_room=sum(h.state != State.ENDED for h in hooks) < settings().webhooks_per_app,
        limit=settings().webhooks_per_app,
        reaches_loopback=hook_address.loopback_is_allowed(),
    )


def _save(hook: Webhook, message: str) -> ResponseReturnValue:
    address = _address(hook)
    db.session.commit()
    flash(message, "ok")
    return redirect(address)


def _address(hook: Webhook) -> str:
    return url_for(
        "portal.show_webhook", client_id=hook.client.client_id, webhook_id=hook.public_id
    )


def _hand_over(hook: Webhook, secret: str, *, once: str | None = None) -> None:
    """Show ``secret`` on the next page of ``hook`` in this browser."""
    key = SecretHandover.leave(hook.public_id, secret, key=once)
    session[HANDOVER_KEY] = [hook.public_id, key]


def _collect(hook: Webhook) -> str | None:
    handover = session.get(HANDOVER_KEY)
    # HEAD shows nothing.
    if not handover or handover[0] != hook.public_id or request.method != "GET":
        return None
    start_writing()
    secret = SecretHandover.collect(hook.public_id, handover[1])
    del session[HANDOVER_KEY]
    db.session.commit()
    return secret
