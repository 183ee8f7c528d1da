"""The author of what a request writes: the user who gave the token, and the app that uses it."""

from collections.abc import Callable
from typing import NamedTuple, TypedDict, TypeVar

from sqlalchemy.exc import IntegrityError

from app.api.bearer.caller import current_caller, current_token
from app.extensions import db
from app.models.credentials.live_token import LiveTeam
from app.models.events.writing.event_rows import StaleEventError
from app.models.grants.grant import Grant
from app.models.teams.team import Team

Result = TypeVar("Result")


class RowId(NamedTuple):
    """The id of a row that need not be read."""

    id: int


class Author(TypedDict):
    """What acts on events take: ``Event.create(team, details, **author())``."""

    by: RowId | None
    via: RowId


def author() -> Author:
    """The author of this request."""
    token = current_token()
    return Author(
        by=None if token.user_id is None else RowId(token.user_id), via=RowId(token.client_key)
    )


def grant() -> Grant:
    """The grant that the token belongs to."""
    caller = current_caller()
    if caller.grant is None:
        caller.grant = db.session.get_one(Grant, current_token().grant_id)
    return caller.grant


def lock_late(team: LiveTeam, write: Callable[[], Result]) -> Result:
    """The result of ``write``, which reads what is committed and then writes it changed.

    Only writing takes the team's lock. If others wrote the same event in between, all of it is done
    again, under the lock.
    """
    try:
        return write()
    except (StaleEventError, IntegrityError):  # the latter: they added it
        db.session.rollback()
        Team.of(team.id).lock()
        return write()
