"""Cursors: where a walk through a list goes on, signed so that nobody can make one up."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import orjson
from flask import current_app
from itsdangerous import BadData, Signer
from itsdangerous.encoding import base64_decode, base64_encode

from app.models.event_filter import EventFilter
from app.models.event_query import Position

MAX_LENGTH = 2000  # characters


class InvalidCursorError(Exception):
    """Not a cursor of ours, or one of another list."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The list of a team's events under a filter, and the position of the last one seen."""

    team_id: int
    filter: EventFilter
    after: Position

    def dump(self) -> str:
        """The cursor's text, opaque to whoever holds it."""
        content = orjson.dumps([self.team_id, self.filter.to_dict(), *self.after])
        return _signer().sign(base64_encode(content)).decode()

    @classmethod
    def load(cls, text: str, *, team_id: int) -> "Cursor":
        """The cursor with this text, for this team; raises InvalidCursorError."""
        try:
            if len(text) > MAX_LENGTH:
                raise BadData("too long")
            content = base64_decode(_signer().unsign(text.encode()))
            team, conditions, starts_at, number = orjson.loads(content)
        except (BadData, ValueError):
            raise InvalidCursorError from None
        if team != team_id:
            raise InvalidCursorError
        return cls(team, EventFilter(**conditions), (starts_at, number))


def _signer() -> Signer:
    config = current_app.config
    return _signer_of((*config["SECRET_KEY_FALLBACKS"], config["SECRET_KEY"]))


@lru_cache(maxsize=8)
def _signer_of(keys: tuple[str, ...]) -> Signer:
    # The newest key, which signs, stands last. The salt changes with the filter's shape.
    return Signer(
        list(keys), salt="event list 1", key_derivation="hmac", digest_method=hashlib.sha256
    )
