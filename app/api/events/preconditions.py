"""Writes that depend on the state the caller has read (RFC 9110 section 13.1.1, RFC 6585)."""

from flask import request
from werkzeug.http import parse_etags

from app.api.bearer.errors import refuse
from app.api.http import conditional
from app.api.http.event_response import body_of
from app.config import settings
from app.models.events.event import Event
from app.models.events.stored_event import StoredEvent


def check_pushed(event: StoredEvent | None) -> None:
    """``check`` for a push, for which If-Match is always optional.

    ``event`` is None when it does not exist yet: then no If-Match can match.
    """
    if "If-Match" not in request.headers:
        return
    if event is None:
        refuse(412, "precondition_failed", "The event does not exist yet.")
    check(event)


def check(event: Event | StoredEvent, *parts: bytes) -> None:
    """Abort with 412 unless If-Match names the current state of the event or one of ``parts``.

    428 when the header is missing and the operator requires it (REQUIRE_IF_MATCH).
    """
    header = request.headers.get("If-Match")
    if header is None:
        if settings().require_if_match:
            refuse(428, "precondition_required", "Send If-Match with the ETag you have read.")
        return
    etags, bodies = parse_etags(header), (body_of(event.rendered), *parts)
    if not any(etags.contains(conditional.tag_of(body).strip('"')) for body in bodies):
        refuse(412, "precondition_failed", "The event has changed. Read it again.")
