"""Gancio's dialect: events written as its plugin does (docs/dialects/gancio.md).

The plugin accepts only 200 as success and prints the body of any other response into a page.
"""

from flask import Response, abort, jsonify
from flask.typing import ResponseReturnValue

from app.api.bearer.caller import current_token
from app.api.bearer.errors import refuse_team
from app.api.bearer.protector import require
from app.api.blueprint import dialects
from app.api.contract.describe import NO_SUCH_EVENT, describe
from app.api.contract.gancio_schemas import CHANGED_EVENT, EVENT, NEW_EVENT, WALK
from app.api.dialects import gancio_body, gancio_json, gancio_picture
from app.api.dialects.gancio_body import Body
from app.api.events.event_writer import author
from app.extensions import db
from app.language.texts import lazy_gettext as _
from app.models.credentials.live_token import LiveTeam
from app.models.event_queries import public_event
from app.models.events.event import Event
from app.models.events.event_image import EventImage
from app.models.teams.team import Team
from app.models.values.scopes import Permission
from app.openapi.operation import FORM, JSON, Answer, RequestBody

BUSY = {
    429: _("Too many calls. Retry after Retry-After."),
    503: _("Too many pictures at once. Retry after Retry-After."),
}


@dialects.post("/api/event", defaults={"team": None})
@describe(
    "gancio",
    _("Add an event"),
    _("The event is public; its time zone is the team's."),
    body=RequestBody(NEW_EVENT, WALK, (JSON, FORM)),
    answers={200: Answer(_("The event."), EVENT)},
    errors=BUSY,
)
@require(Permission.WRITE_EVENTS)
def add_event(team: LiveTeam) -> ResponseReturnValue:
    """Create a public event on the team's calendar; answers the event."""
    details = gancio_body.read_new(gancio_body.read(), team.timezone)
    picture = gancio_picture.find(details.image_url, team)
    event = Event.create(Team.of(team.id), gancio_picture.shown(details, picture), **author())
    if picture is not None:
        picture.put_on(event)
    db.session.commit()
    return jsonify(gancio_json.represent(event))


@dialects.put("/api/event")
@describe(
    "gancio",
    _("Change an event"),
    _("Changes the event with this id; members that Gancio does not know stay as they are."),
    body=RequestBody(CHANGED_EVENT, {"id": 4217, **WALK}, (JSON, FORM)),
    answers={200: Answer(_("The event."), EVENT)},
    errors={**BUSY, 404: NO_SUCH_EVENT},
)
@require(Permission.WRITE_EVENTS)
def change_event() -> ResponseReturnValue:
    """Change the event with the body's ``id``; answers the event."""
    body = gancio_body.read()
    number = gancio_body.read_number(body)
    picture = find_picture(body, number)
    event = find_own(number)
    details = gancio_picture.shown(gancio_body.read_changed(body, event.details), picture)
    event.change(details, **author())
    if picture is not None:
        picture.put_on(event)
    db.session.commit()
    return jsonify(gancio_json.represent(event))


@dialects.delete("/api/event/<number>")
@describe(
    "gancio",
    _("Delete an event"),
    _("Deletes it from the calendar."),
    answers={200: Answer(_("The word OK."), type="text/plain")},
    errors={404: NO_SUCH_EVENT},
)
@require(Permission.WRITE_EVENTS)
def delete_event(number: str) -> ResponseReturnValue:
    """Delete the event; answers the word OK."""
    event = find_own(number)
    event.delete(**author())
    db.session.commit()
    return Response("OK", mimetype="text/plain")


def find_own(number: str) -> Event:
    """The event, locked, if the token may change it.

    404 for an event that no app sees, 403 where the token has no write access to its team.
    """
    event = public_event.find_by_number(number) or abort(404)
    reached_team(event)
    event.hold()
    return event if event.is_shared else abort(404)


def reached_team(event: Event) -> LiveTeam:
    """The event's team; 403 unless the token may write its events."""
    team = next((team for team in current_token().teams if team.id == event.team_id), None)
    if team is None or not current_token().permits(Permission.WRITE_EVENTS, team):
        refuse_team()
    return team


def find_picture(body: Body, number: str) -> EventImage | None:
    """The picture of a change, fetched only when the rest of the change is valid."""
    if not (body.get("image_url") and gancio_picture.are_stored()):
        return None
    event = find_own(number)
    details = gancio_body.read_changed(body, event.details)
    return gancio_picture.find(details.image_url, reached_team(event), EventImage.of(event))
