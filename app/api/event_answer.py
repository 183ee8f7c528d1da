"""One event as an answer: what was stored when it was written, with its entity tag."""

from flask import Response, current_app

from app.api import conditional
from app.models import event_json
from app.models.event import Event


def body_of(rendered: str) -> bytes:
    """{"data": event} for the stored JSON of an event."""
    base_url = str(current_app.config["SETTINGS"].public_url)
    return event_json.with_base_url(f'{{"data":{rendered}}}', base_url)


def answer_event(event: Event, *, status: int = 200) -> Response:
    """The event as it is now; 201 also says where it stands."""
    body = body_of(event.rendered)
    response = conditional.answer(body, conditional.tag_of(body), event.updated_at)
    response.status_code = status
    if status == 201:
        base_url = current_app.config["SETTINGS"].public_url
        path = f"/api/v1/organizer/{event.team.slug}/events/{event.slug}"
        response.headers["Location"] = base_url + path
    return response
