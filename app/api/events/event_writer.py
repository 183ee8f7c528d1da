"""The author of what a request writes: the user who gave the token, and the app that uses it."""

from typing import TypedDict

from app.api.bearer.caller import current_caller, current_token
from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.grants.grant import Grant


class Author(TypedDict):
    """What acts on events take: ``Event.create(team, details, **author())``."""

    by: User | None
    via: Client


def author() -> Author:
    """The author of this request."""
    return Author(by=grant().user, via=grant().client)


def grant() -> Grant:
    """The grant that the token belongs to."""
    caller = current_caller()
    if caller.grant is None:
        caller.grant = db.session.get_one(Grant, current_token().grant_id)
    return caller.grant
