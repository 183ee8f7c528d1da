"""Which events each audience may see, as SQL, as a condition and for one event."""

from dataclasses import dataclass
from enum import StrEnum
from operator import eq, ne
from typing import Any

from sqlalchemy import ColumnElement, and_, literal_column

COMPARISONS = {"=": eq, "<>": ne}


@dataclass(frozen=True)
class AudienceRule:
    """What holds for the events an audience may see, besides that they are not deleted.

    Values are written out in SQL: databases match the condition of an index word by word.
    """

    conditions: tuple[tuple[str, str, str], ...] = ()  # column, comparison, value

    @property
    def sql(self) -> str:
        """The rule as text for statements on the table ``event`` alone."""
        state = (f" AND {name} {sign} '{value}'" for name, sign, value in self.conditions)
        return f"deleted_at IS NULL{''.join(state)}"

    def among(self, events: Any) -> ColumnElement[bool]:
        """The rule for rows of ``events``, the mapped class."""
        state = (
            COMPARISONS[sign](getattr(events, name), literal_column(f"'{value}'"))
            for name, sign, value in self.conditions
        )
        return and_(events.deleted_at.is_(None), *state)

    def allows(self, status: str, visibility: str, deleted_at: int | None = None) -> bool:
        """Whether an event in this state is one of them."""
        state = {"status": status, "visibility": visibility}
        return deleted_at is None and all(
            COMPARISONS[sign](state[name], value) for name, sign, value in self.conditions
        )


# What the app that added an event sees of it.
EXISTING = AudienceRule()
# What people outside the team have heard of, such as holders of tickets.
ANNOUNCED = AudienceRule((("status", "<>", "draft"),))
# What authorized apps see, and anyone with the link. Bounds the index of feeds.
SHARED = AudienceRule((*ANNOUNCED.conditions, ("visibility", "<>", "private")))
# What a team's public page and feeds show: also what was cancelled.
PUBLIC = AudienceRule((*SHARED.conditions, ("visibility", "=", "public")))
# What lists of all teams' events show. Bounds the index of these.
LISTED = AudienceRule((("status", "=", "scheduled"), ("visibility", "=", "public")))


class Audience(StrEnum):
    """Who reads a team's events: apps that were authorized for the team, or everybody."""

    APPS = "apps"
    EVERYBODY = "everybody"

    @property
    def rule(self) -> AudienceRule:
        """What they may see."""
        return SHARED if self is Audience.APPS else PUBLIC
