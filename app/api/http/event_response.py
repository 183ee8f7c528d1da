"""Events as responses: JSON stored when they were written, joined without parsing it."""

import orjson
from flask import Response, url_for

from app.api.http import conditional
from app.config import settings
from app.models.events import event_json
from app.models.events.event import Event
from app.models.events.stored_event import StoredEvent


def base_url() -> str:
    """The beginning of every address in a response."""
    return settings().public_url


def body_of(rendered: str) -> bytes:
    """{"data": …} for the stored JSON of an event, or of a list of them."""
    return event_json.with_base_url(f'{{"data":{rendered}}}', base_url())


def page_of(rendered: str, following: str | None, sync_token: str | None) -> bytes:
    """{"data": […], "page": …, "sync_token": …} for stored JSON joined by commas."""
    page = {"next": following, "has_more": following is not None}
    paging, token = orjson.dumps(page).decode(), orjson.dumps(sync_token).decode()
    text = f'{{"data":[{rendered}],"page":{paging},"sync_token":{token}}}'
    return event_json.with_base_url(text, base_url())


def link_next(response: Response, following: str | None) -> Response:
    """``response`` with a link to the next page, if there is one (RFC 8288)."""
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def answer_event(event: Event | StoredEvent, *, new_in: str | None = None) -> Response:
    """The current event; with the slug of the team that it is new in, 201 and its Location."""
    body = body_of(event.rendered)
    response = conditional.answer(body, conditional.tag_of(body), event.updated_at)
    if new_in is not None:
        response.status_code = 201
        path = url_for("api.show_event", team=new_in, slug=event.slug)
        response.headers["Location"] = base_url() + path
    return response
