"""Writes that only hold for what the caller has read (RFC 9110 section 13.1.1, RFC 6585)."""

from flask import request
from werkzeug.http import parse_etags

from app.api.bearer.errors import refuse
from app.api.http import conditional
from app.api.http.event_response import body_of
from app.config import settings
from app.models.events.event import Event


def check_pushed(event: Event | None) -> None:
    """The same for a push, which asks for nothing without the header.

    None is an event that is not there yet, of which If-Match names no state.
    """
    if "If-Match" not in request.headers:
        return
    if event is None:
        refuse(412, "precondition_failed", "There is no such event yet.")
    check(event)


def check(event: Event, *parts: bytes) -> None:
    """Answer 412 when If-Match names another state of the held event than the present one.

    The present one of ``parts``, as they are read, does as well.

    428 when the header is missing and the operator wants it (REQUIRE_IF_MATCH).
    """
    header = request.headers.get("If-Match")
    if header is None:
        if settings().require_if_match:
            refuse(428, "precondition_required", "Send If-Match with the ETag you have read.")
        return
    etags, bodies = parse_etags(header), (body_of(event.rendered), *parts)
    if not any(etags.contains(conditional.tag_of(body).strip('"')) for body in bodies):
        refuse(412, "precondition_failed", "The event has changed. Read it again.")
