"""Tells clients of sessions that ended, whatever ended them; a task of the worker."""

from dataclasses import replace

from flask import current_app

from app.backchannel import delivery
from app.cap import Cap
from app.extensions import db
from app.models.housekeeping.logout_notice import LogoutNotice
from app.outbound import hook_address
from app.outbound.fetch import Outbound


def tell_next() -> bool:
    """Make the notices of what has ended, and tell one client; False when none is due.

    Which worker tells a client is decided by the database.
    """
    while LogoutNotice.make_due():
        db.session.commit()
    db.session.rollback()
    # A slot of its own, so that no client takes one from a request.
    outbound: Outbound = replace(
        current_app.extensions["outbound"],
        slots=Cap(1),
        allow_loopback=hook_address.loopback_is_allowed(),
    )
    return delivery.deliver_first(outbound)
