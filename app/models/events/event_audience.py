"""Whom an event's row is for, as SQL conditions, and the indexes by which rows are found."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text

# What apps get to see. The same condition bounds the feed's index.
SHARED = "deleted_at IS NULL AND status <> 'draft' AND visibility <> 'private'"
SERIES = f"{SHARED} AND recurrence_json IS NOT NULL"
# What anybody gets to see in lists; bounds the index of all teams' events.
PUBLIC = "deleted_at IS NULL AND status = 'scheduled' AND visibility = 'public'"


class Audience(StrEnum):
    """Who reads a team's events: apps that the team lets in, or everybody."""

    APPS = "apps"
    EVERYBODY = "everybody"

    @property
    def condition(self) -> str:
        """What they get to see. Not only what takes place: feeds say what was cancelled."""
        return SHARED if self is Audience.APPS else f"{SHARED} AND visibility = 'public'"

    def sees(self, status: str, visibility: str) -> bool:
        """The same of an event that is not deleted."""
        seen = {"public", "unlisted"} if self is Audience.APPS else {"public"}
        return status != "draft" and visibility in seen


def _only(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def _in_order(name: str, condition: str, *within: str) -> Index:
    return Index(name, *within, "starts_at", "id", **_only(condition))


TABLE_ARGS = (
    UniqueConstraint("team_id", "slug"),
    UniqueConstraint("team_id", "uid"),
    Index("ix_event_team_start", "team_id", "starts_at", "id"),
    _in_order("ix_event_feed", SHARED, "team_id"),
    _in_order("ix_event_series", SERIES, "team_id"),
    _in_order("ix_event_public", PUBLIC),
    Index("ix_event_team_updated", "team_id", "updated_at"),
    Index("ix_event_stream", "team_id", "change_seq", unique=True, **_only("was_shared")),
    Index(
        "ix_event_external_ref",
        "team_id",
        "added_via_id",
        "external_ref",
        unique=True,
        **_only("external_ref IS NOT NULL"),
    ),
    Index("ix_event_slug", "slug"),
    {"sqlite_autoincrement": True},
)
