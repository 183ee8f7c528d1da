"""Writes that only hold for what the caller has read (RFC 9110 section 13.1.1, RFC 6585)."""

from flask import current_app, request
from werkzeug.http import parse_etags

from app.api import conditional
from app.api.event_answer import body_of
from app.api.refusals import refuse
from app.models.event import Event


def check(event: Event) -> None:
    """Answer 412 when If-Match names another state of the held event than the present one.

    428 when the header is missing and the operator wants it (REQUIRE_IF_MATCH).
    """
    header = request.headers.get("If-Match")
    if header is None:
        if current_app.config["SETTINGS"].require_if_match:
            refuse(428, "precondition_required", "Send If-Match with the ETag you have read.")
        return
    present = conditional.tag_of(body_of(event.rendered)).strip('"')
    if not parse_etags(header).contains(present):
        refuse(412, "precondition_failed", "The event has changed. Read it again.")
