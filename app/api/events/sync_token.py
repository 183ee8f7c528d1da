"""Sync tokens: how far a mirror of a team's stream has read, of its events or of another kind."""

from app.api.http import signed_text
from app.models.event_queries.event_stream import Walk

EVENTS = ""  # the stream that had no name before there were others
BOOKINGS = "bookings "


def dump(team_id: int, seq: int, *, stream: str = EVENTS) -> str:
    """The text for a mirror that has everything up to the change number ``seq``."""
    return signed_text.seal(seq, purpose=f"sync token 2 {stream}{team_id}")


def load(text: str, *, team_id: int, stream: str = EVENTS) -> int:
    """The change number in a token for this stream of the team; raises NotOursError."""
    return int(signed_text.unseal(text, purpose=f"sync token 2 {stream}{team_id}"))


def dump_walk(team_id: int, walk: Walk, *, stream: str = EVENTS) -> str:
    """The cursor from which a walk through the stream continues."""
    content = [walk.after, walk.until, walk.starts_empty]
    return signed_text.seal(content, purpose=f"sync cursor 2 {stream}{team_id}")


def load_walk(text: str, *, team_id: int, stream: str = EVENTS) -> Walk:
    """The walk in a cursor for this stream of the team; raises NotOursError."""
    return Walk(*signed_text.unseal(text, purpose=f"sync cursor 2 {stream}{team_id}"))
