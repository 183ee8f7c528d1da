"""Sync tokens: how far a mirror of a team's events has come."""

from app.api.http import signed_text
from app.models.event_queries.event_stream import Walk

_TOKEN, _CURSOR = "sync token 1", "sync cursor 1"


class InvalidSyncTokenError(Exception):
    """Not a token or cursor of ours, or one of another team."""


def dump(team_id: int, seq: int) -> str:
    """The text for a mirror that knows everything up to the change number ``seq``."""
    return signed_text.seal([team_id, seq], purpose=_TOKEN)


def load(text: str, *, team_id: int) -> int:
    """The change number in a token for this team; raises InvalidSyncTokenError."""
    team, seq = _unseal(text, _TOKEN)
    if team != team_id:
        raise InvalidSyncTokenError
    return seq


def dump_walk(team_id: int, walk: Walk) -> str:
    """The cursor with which a walk through the stream goes on."""
    return signed_text.seal([team_id, walk.after, walk.until, walk.starts_empty], purpose=_CURSOR)


def load_walk(text: str, *, team_id: int) -> Walk:
    """The walk in a cursor for this team; raises InvalidSyncTokenError."""
    team, after, until, starts_empty = _unseal(text, _CURSOR)
    if team != team_id:
        raise InvalidSyncTokenError
    return Walk(after, until, starts_empty)


def _unseal(text: str, purpose: str) -> list:
    try:
        return signed_text.unseal(text, purpose=purpose)
    except signed_text.NotOursError:
        raise InvalidSyncTokenError from None
