"""Webhooks of an app's grant: subscribe, unsubscribe, list, and a sample of what is sent."""

from typing import Any, NoReturn

from authlib.oauth2.rfc6750 import InsufficientScopeError
from flask import Response, abort, jsonify, url_for
from flask.typing import ResponseReturnValue

from app.api.bearer import token_team
from app.api.bearer.caller import current_token
from app.api.bearer.errors import refuse
from app.api.bearer.protector import refuse_token, require
from app.api.blueprint import bp
from app.api.contract.describe import NO_PERSON, NOTHING, describe
from app.api.contract.webhook_schemas import (
    CREATED_WEBHOOK,
    EXAMPLE,
    NEW_WEBHOOK,
    SAMPLES,
    WEBHOOK,
    WEBHOOKS,
)
from app.api.events import event_body, event_writer
from app.api.http import query
from app.api.http.event_response import base_url
from app.api.http.idempotency import keep_instead, write_once
from app.api.people.me import require_user_id
from app.api.webhooks import webhook_samples
from app.language.texts import lazy_gettext as _
from app.models.credentials.live_token import LiveTeam
from app.models.values import timestamps
from app.models.values.errors import LimitError, ValidationError
from app.models.values.scopes import Permission
from app.models.webhooks import webhook_types
from app.models.webhooks.webhook import Webhook
from app.openapi.operation import JSON, Answer, RequestBody

MEMBERS = frozenset(NEW_WEBHOOK.shape["properties"])
INVALID = _("types is empty or has an unknown one, or url is no address that we send to.")
LIMITED = _(
    "limit_reached: this permission has as many webhooks as it may have; delete one first. Or the "
    "Idempotency-Key was used for a different request, or the same request is still in progress."
)
NO_SUCH_WEBHOOK = _("This grant has no such webhook, or it has ended.")


@bp.post("/organizer/webhooks", defaults={"team": None})
@bp.post("/organizer/<team>/webhooks")
@describe(
    "webhooks",
    _("Subscribe"),
    _(
        "Sends a signed ping to the address, then what happens in the team. Types that begin with "
        "ticket. need guests:read. Only this response has the secret."
    ),
    body=RequestBody(NEW_WEBHOOK, EXAMPLE, (JSON,)),
    answers={201: Answer(_("The webhook, with its secret."), CREATED_WEBHOOK)},
    errors={403: NO_PERSON, 409: LIMITED, 422: INVALID},
)
@require(Permission.READ_EVENTS)
@write_once
def create_webhook(team: LiveTeam) -> ResponseReturnValue:
    """201 and the webhook; only this response has its secret."""
    query.read(frozenset())
    require_user_id()
    url, types = _read(event_body.read_object("webhook"))
    if set(types) & set(webhook_types.TICKETS):
        _require_guests(team)
    hook, secret = _create(team, url, types)
    keep_instead(jsonify({**represent(hook, team), "secret": None}))
    response = jsonify({**represent(hook, team), "secret": secret})
    response.status_code = 201
    response.headers["Location"] = _address(hook, team)
    return response


@bp.get("/organizer/webhooks", defaults={"team": None})
@bp.get("/organizer/<team>/webhooks")
@describe(
    "webhooks",
    _("List subscriptions"),
    _("The webhooks that this grant made for the team, oldest first, without their secrets."),
    answers={200: Answer(_("The webhooks."), WEBHOOKS)},
)
@require(Permission.READ_EVENTS)
def list_webhooks(team: LiveTeam) -> ResponseReturnValue:
    """{"data": [webhook]}: those of this grant."""
    query.read(frozenset())
    hooks = Webhook.list_of_grant(current_token().grant_id, team.id)
    return jsonify(data=[represent(hook, team) for hook in hooks])


@bp.get("/organizer/<team>/webhooks/<webhook_id>")
@describe(
    "webhooks",
    _("Show a subscription"),
    _("The webhook, without its secret."),
    answers={200: Answer(_("The webhook."), WEBHOOK)},
    errors={404: NO_SUCH_WEBHOOK},
)
@require(Permission.READ_EVENTS)
def show_webhook(team: LiveTeam, webhook_id: str) -> ResponseReturnValue:
    """The webhook, if it is of this grant."""
    query.read(frozenset())
    return jsonify(represent(_find(team, webhook_id), team))


@bp.delete("/organizer/<team>/webhooks/<webhook_id>")
@describe(
    "webhooks",
    _("Unsubscribe"),
    _("Nothing more is sent."),
    answers={204: NOTHING},
    errors={404: NO_SUCH_WEBHOOK},
)
@require(Permission.READ_EVENTS)
@write_once
def delete_webhook(team: LiveTeam, webhook_id: str) -> ResponseReturnValue:
    """End a webhook of this grant: 204."""
    _find(team, webhook_id).remove()
    return Response(status=204)


@bp.get("/organizer/<team>/webhooks/sample")
@describe(
    "webhooks",
    _("Show a sample"),
    _("A list with one body of the type, as it is sent, for tools that map its members."),
    query={"type"},
    answers={200: Answer(_("One body."), SAMPLES)},
)
@require(Permission.READ_EVENTS)
def show_webhook_sample(team: LiveTeam) -> ResponseReturnValue:
    """{"data": [body]}: about the team's latest event that apps may see, if there is one."""
    parameters = query.read(frozenset({"type"}))
    name = parameters.get("type", webhook_types.EVENTS[0])
    if name not in webhook_types.TYPES:
        _refuse("type", "There is no such type.")
    return jsonify(data=[webhook_samples.make(name, team, current_token().grant_public_id)])


def represent(hook: Webhook, team: LiveTeam) -> dict[str, Any]:
    """The webhook as its app sees it."""
    return {
        "id": hook.public_id,
        "url": hook.url,
        "types": list(hook.type_names),
        "status": hook.state,
        "created_at": timestamps.rfc3339(hook.created_at),
        "links": {"self": _address(hook, team)},
    }


def _address(hook: Webhook, team: LiveTeam) -> str:
    path = url_for("api.show_webhook", team=team.slug, webhook_id=hook.public_id)
    return f"{base_url()}{path}"


def _create(team: LiveTeam, url: str, types: list[str]) -> tuple[Webhook, str]:
    grant = event_writer.grant()
    try:
        return Webhook.create(grant.client, url=url, types=types, grant=grant, team_id=team.id)
    except LimitError as error:
        refuse(409, "limit_reached", error.message)
    except ValidationError as error:
        _refuse(error.field, error.message)


def _find(team: LiveTeam, webhook_id: str) -> Webhook:
    return Webhook.find_of_grant(current_token().grant_id, team.id, webhook_id) or abort(404)


def _read(body: dict[str, Any]) -> tuple[str, list[str]]:
    """The address and the types; aborts with 422 where one is missing or of another kind."""
    for name in body.keys() - MEMBERS:
        _refuse(event_body.printable_name(name), "Unknown member of a webhook.")
    url, types = body.get("url"), body.get("types")
    if not isinstance(url, str):
        _refuse("url", "Give text.")
    if not isinstance(types, list) or not types:
        _refuse("types", "Give a list with at least one type.")
    if not all(name in webhook_types.TYPES for name in types):
        _refuse("types", f"Each is one of {', '.join(webhook_types.TYPES)}.")
    return url, types


def _require_guests(team: LiveTeam) -> None:
    """Abort with 403 unless the token, and its user's role, permit reading guests."""
    needs, token = (Permission.READ_GUESTS,), current_token()
    if not token.permits(Permission.READ_GUESTS):
        refuse_token(InsufficientScopeError(), needs)
    token_team.find_team(token, team.slug, named=None, needs=needs)


def _refuse(name: str, message: str) -> NoReturn:
    refuse(422, "invalid_request", f"{name}: {message}", parameter=name)
