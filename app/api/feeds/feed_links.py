"""Private feed links of an app's grant: create, list and revoke."""

from typing import Any

from flask import Response, abort, after_this_request, jsonify, url_for
from flask.typing import ResponseReturnValue

from app.api.bearer.caller import current_token
from app.api.bearer.errors import refuse, refuse_parameter, refuse_team
from app.api.bearer.protector import require
from app.api.blueprint import bp
from app.api.contract.describe import CHANGED_TYPES, NOTHING, describe
from app.api.contract.feed_link_schemas import LINKS, NEW_LINK, ONE_LINK, WEBSITE
from app.api.events import event_body, event_writer
from app.api.feed_formats.formats import FORMATS
from app.api.http import query
from app.api.http.event_response import base_url
from app.api.http.idempotency import keep_instead, write_once
from app.language.texts import lazy_gettext as _
from app.mail import feed_link_mails
from app.models.credentials.live_token import LiveTeam
from app.models.event_queries.event_filter import EventFilter
from app.models.feeds.feed_link import FeedLink
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.values import timestamps
from app.models.values.errors import LimitError, ValidationError
from app.models.values.scopes import Permission
from app.openapi.operation import Answer, RequestBody

MEMBERS = frozenset(NEW_LINK.shape["properties"])
LIMITED = _(
    "limit_reached: at most 10 links per grant and 50 per team; revoke one first. Or the "
    "Idempotency-Key was used for a different request, or the same request is still in progress."
)
NO_SUCH_LINK = _("This grant has no such link, or it was revoked.")


@bp.post("/organizer/feeds", defaults={"team": None})
@bp.post("/organizer/<team>/feeds")
@describe(
    "feeds",
    _("Create a private feed link"),
    _("Only this response has its URLs: a repeated request with the same key gets null."),
    body=RequestBody(NEW_LINK, WEBSITE, CHANGED_TYPES),
    answers={201: Answer(_("A new link."), ONE_LINK)},
    errors={409: LIMITED},
)
@require(Permission.READ_EVENTS)
@write_once
def make_feed_link(team: LiveTeam) -> ResponseReturnValue:
    """Create a link: 201 and {"data": link}; only this response has addresses in ``links``."""
    query.read(frozenset())
    link, key = _make(team, event_body.read_object("link"))
    _tell_owners(link)
    keep_instead(jsonify(data=represent(link)))
    response = jsonify(data=represent(link, key))
    response.status_code = 201
    return response


@bp.get("/organizer/feeds", defaults={"team": None})
@bp.get("/organizer/<team>/feeds")
@describe(
    "feeds",
    _("List private feed links"),
    _("The working links that this grant created for the team, newest first."),
    answers={200: Answer(_("The links."), LINKS)},
)
@require(Permission.READ_EVENTS)
def list_feed_links(team: LiveTeam) -> ResponseReturnValue:
    """{"data": [link]}: the working links of this grant for the team, newest first."""
    query.read(frozenset())
    links = FeedLink.list_of_grant(event_writer.grant(), Team.of(team.id))
    return jsonify(data=[represent(link) for link in links])


@bp.delete("/organizer/<team>/feeds/<link_id>")
@describe(
    "feeds",
    _("Revoke a private feed link"),
    _("From then on, its URLs answer 410."),
    answers={204: NOTHING},
    errors={404: NO_SUCH_LINK},
)
@require(Permission.READ_EVENTS)
@write_once
def revoke_feed_link(team: LiveTeam, link_id: str) -> ResponseReturnValue:
    """Revoke a link of this grant: 204; its next fetch gets 410."""
    link = FeedLink.find_of(Team.of(team.id), link_id)
    if link is None or link.grant_id != current_token().grant_id or not link.revoke():
        abort(404)
    return Response(status=204)


def represent(link: FeedLink, key: str | None = None) -> dict[str, Any]:
    """The link as its app sees it; ``links`` is null without the key."""
    fetched = link.last_used_at
    return {
        "id": link.public_id,
        "name": link.name,
        "tag": link.tag,
        "status": link.status,
        "ends_in": link.last_four,
        "created_at": timestamps.rfc3339(link.created_at),
        "last_fetched_at": None if fetched is None else timestamps.rfc3339(fetched),
        "links": None if key is None else addresses(key),
    }


def addresses(key: str) -> dict[str, str]:
    """The address of the link with this key in each format."""
    return {
        format: base_url() + url_for("dialects.show_private_feed", key=key, format=format)
        for format in FORMATS
    }


def _make(team: LiveTeam, body: dict[str, Any]) -> tuple[FeedLink, str]:
    grant = event_writer.grant()
    membership = grant.user and Membership.find(Team.of(team.id), grant.user)
    if membership is None:  # it has just ended
        refuse_team()
    settings = _read(body)
    name = settings.pop("name", grant.client.name)
    try:
        filter = EventFilter.parse(settings, timezone=team.timezone)
        return FeedLink.make(membership, name=name, filters=filter, grant=grant)
    except LimitError as error:
        refuse(409, "limit_reached", error.message)
    except ValidationError as error:
        refuse_parameter(error.field, error.message)


def _tell_owners(link: FeedLink) -> None:
    @after_this_request
    def tell(response: Response) -> Response:
        if response.status_code == 201:  # the link is committed
            feed_link_mails.send_new_link(link)
        return response


def _read(body: dict[str, Any]) -> dict[str, str]:
    """The members without null ones; aborts with 400 for an unknown member or no text."""
    for name, value in body.items():
        if name not in MEMBERS:
            refuse_parameter(event_body.printable_name(name), "Unknown member of a feed link.")
        if value is not None and not isinstance(value, str):
            refuse_parameter(name, "Give text.")
    return {name: value for name, value in body.items() if value is not None}
