"""Sends one message of a webhook and reads the beginning of the answer."""

import time
from dataclasses import replace

from flask import Flask

from app.cap import Cap
from app.models.webhooks.webhook_delivery import MAX_ANSWER
from app.models.webhooks.webhook_turn import Answer, Message
from app.outbound import hook_address
from app.outbound.fetch import DEADLINE, Outbound, OutboundError


def make_outbound(app: Flask, slots: int) -> Outbound:
    """The way out for webhooks: with slots of its own, so that none takes one from a request."""
    outbound: Outbound = app.extensions["outbound"]
    return replace(
        outbound,
        slots=Cap(slots),
        allow_http=False,
        allow_loopback=hook_address.loopback_is_allowed(app),
    )


def send(message: Message, outbound: Outbound) -> Answer:
    """Send it, and wait at most 10 seconds for the answer. No redirect is followed."""
    began = time.monotonic()
    try:
        posted = outbound.post(
            message.url, message.body, message.headers, seconds=DEADLINE, max_bytes=MAX_ANSWER
        )
    except OutboundError as error:
        return Answer(_milliseconds(began), error=error.reason)
    text = posted.body.decode("utf-8", "replace").replace("\0", "\ufffd")
    return Answer(_milliseconds(began), posted.status, text, retry_after=posted.retry_after)


def _milliseconds(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
