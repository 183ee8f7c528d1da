"""The audiences of events, and what each may see: as SQL, as a condition and for one event."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from operator import eq, ne
from typing import Any

from sqlalchemy import ColumnElement, and_, literal_column

COMPARISONS = {"=": eq, "<>": ne}


@dataclass(frozen=True)
class AudienceRule:
    """Conditions of the events that an audience may see; deleted events never match.

    Values are literals in SQL: databases match the condition of a partial index literally.
    """

    conditions: tuple[tuple[str, str, str], ...] = ()  # column, comparison, value

    @property
    def sql(self) -> str:
        """The rule as SQL for statements on the table ``event`` only."""
        state = (f" AND {name} {sign} '{value}'" for name, sign, value in self.conditions)
        return f"deleted_at IS NULL{''.join(state)}"

    @lru_cache(64)  # noqa: B019 -- rules are constants; a list of events needs this ten times
    def among(self, events: Any) -> ColumnElement[bool]:
        """The rule for rows of ``events``, the mapped class."""
        state = (
            COMPARISONS[sign](getattr(events, name), literal_column(f"'{value}'"))
            for name, sign, value in self.conditions
        )
        return and_(events.deleted_at.is_(None), *state)

    def allows(self, status: str, visibility: str, deleted_at: int | None = None) -> bool:
        """Whether an event in this state matches."""
        state = {"status": status, "visibility": visibility}
        return deleted_at is None and all(
            COMPARISONS[sign](state[name], value) for name, sign, value in self.conditions
        )


# Events that the app which added them sees.
EXISTING = AudienceRule()
# Events that people outside the team know, such as holders of tickets.
ANNOUNCED = AudienceRule((("status", "<>", "draft"),))
# Events for authorized apps and anyone with the link; condition of the index of feeds.
SHARED = AudienceRule((*ANNOUNCED.conditions, ("visibility", "<>", "private")))
# Events on a team's public page and in its feeds, including cancelled ones.
PUBLIC = AudienceRule((*SHARED.conditions, ("visibility", "=", "public")))
# Events in lists across teams; condition of their index.
LISTED = AudienceRule((("status", "=", "scheduled"), ("visibility", "=", "public")))


class Audience(StrEnum):
    """Readers of a team's events: apps authorized for the team, or everyone."""

    APPS = "apps"
    EVERYBODY = "everybody"

    @property
    def rule(self) -> AudienceRule:
        """The rule of the events they may see."""
        return SHARED if self is Audience.APPS else PUBLIC
