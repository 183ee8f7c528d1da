"""An event's row: its columns and indexes, and its state, content and dates as values."""

import json
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    DateTime,
    Float,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.events import event_columns, next_date
from app.models.events.event_audience import ANNOUNCED, EXISTING, LISTED, PUBLIC, SHARED
from app.models.events.event_details import EventDetails
from app.models.events.next_date import EventDate, StoredDate
from app.models.events.pictures.picture import Picture
from app.models.events.stored_event import FACTS, StoredEvent
from app.models.recurrence import recurrence
from app.models.recurrence.dates_ahead import Span
from app.models.recurrence.occurrence import Occurrence
from app.models.recurrence.series import Series
from app.models.teams.team import Team
from app.models.values import clock, columns
from app.models.values.errors import ValidationError

MAX_SLUG = 80  # characters


def _in_order(name: str, condition: str, *within: str) -> Index:
    return columns.partial_index(name, *within, "starts_at", "id", where=condition)


class EventRow(db.Model):
    """The columns of Event. Local time and IANA zone are authoritative; instants are derived.

    ``starts_at`` and ``ends_at`` are the instants of its first date that is not excluded,
    ``last_ends_at`` is the end of its last date, None for a series without end.
    ``rule_end`` is the last local time of its rule, if the rule has an end.

    ``next_starts_at`` and ``next_ends_at`` are those of StoredDate: right until ``moves_at``, so
    read them through ``shown_date``, ``next_date`` and the lists of next_date_lists.
    """

    __abstract__ = True
    __table_args__ = (
        UniqueConstraint("team_id", "slug"),
        UniqueConstraint("team_id", "uid"),
        Index("ix_event_team_start", "team_id", "starts_at", "id"),
        _in_order("ix_event_feed", SHARED.sql, "team_id"),
        _in_order("ix_event_series", f"{SHARED.sql} AND recurrence_json IS NOT NULL", "team_id"),
        _in_order("ix_event_public", LISTED.sql),
        columns.partial_index(
            "ix_event_next_date",
            *("team_id", "next_starts_at", "id", "next_ends_at"),
            where=EXISTING.sql,
        ),
        columns.partial_index(
            "ix_event_moves",
            *("team_id", "moves_at"),
            where=f"{EXISTING.sql} AND moves_at IS NOT NULL",
        ),
        Index("ix_event_team_updated", "team_id", "updated_at"),
        columns.partial_index(
            "ix_event_stream", "team_id", "change_seq", where="was_shared", unique=True
        ),
        columns.partial_index(
            "ix_event_external_ref",
            "team_id",
            "added_via_id",
            "external_ref",
            where="external_ref IS NOT NULL",
            unique=True,
        ),
        Index("ix_event_slug", "slug"),
        columns.partial_index("ix_event_deleted", "deleted_at", where="deleted_at IS NOT NULL"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = columns.public_id("evt_")
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    uid: Mapped[str] = mapped_column(String(255))
    slug: Mapped[str] = mapped_column(String(MAX_SLUG))
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str | None] = mapped_column(String(300))
    description_html: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(10), default="scheduled")
    visibility: Mapped[str] = mapped_column(String(10), default="public")
    start: Mapped[datetime] = mapped_column("start_local", DateTime)
    end: Mapped[datetime] = mapped_column("end_local", DateTime)
    timezone: Mapped[str] = mapped_column(String(64))
    all_day: Mapped[bool] = mapped_column(default=False)
    venue_name: Mapped[str | None] = mapped_column(String(200))
    venue_address: Mapped[str | None] = mapped_column(String(300))
    venue_city: Mapped[str | None] = mapped_column(String(200))
    venue_country: Mapped[str | None] = mapped_column(String(2))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    online_url: Mapped[str | None] = mapped_column(Text)
    image_url: Mapped[str | None] = mapped_column(Text)
    # The uploaded picture that ``image_url`` is the address of.
    picture_id: Mapped[int | None] = mapped_column(
        ForeignKey("picture.id", ondelete="SET NULL"), index=True
    )
    picture_alt: Mapped[str | None] = mapped_column(String(300))
    url: Mapped[str | None] = mapped_column(Text)
    offer_url: Mapped[str | None] = mapped_column(Text)
    offer_price: Mapped[str | None] = mapped_column(String(14))
    offer_currency: Mapped[str | None] = mapped_column(String(3))
    organizer_name: Mapped[str | None] = mapped_column(String(200))
    organizer_url: Mapped[str | None] = mapped_column(Text)
    performers_json: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    external_ref: Mapped[str | None] = mapped_column(String(255))
    tags_json: Mapped[str] = mapped_column(Text, default="[]")
    recurrence_json: Mapped[str | None] = mapped_column(Text)
    overrides_json: Mapped[str] = mapped_column(Text, default="[]")
    sequence: Mapped[int] = mapped_column(default=0)
    change_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    updated_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    deleted_at: Mapped[int | None]
    # Whether apps ever saw it: only then the stream lists its removal.
    was_shared: Mapped[bool] = mapped_column(default=False)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    # The app that added it and chose ``external_ref``, and the app that changed it last.
    added_via_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"))
    updated_via_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"))
    rendered: Mapped[str] = mapped_column(Text, default="")

    starts_at: Mapped[int] = mapped_column(BigInteger)
    ends_at: Mapped[int] = mapped_column(BigInteger)
    last_ends_at: Mapped[int | None] = mapped_column(BigInteger)
    rule_end: Mapped[datetime | None] = mapped_column("rule_end_local", DateTime)
    # The defaults let an event that an earlier release adds during an upgrade move at once.
    next_starts_at: Mapped[int] = mapped_column(BigInteger, server_default="0")
    next_ends_at: Mapped[int] = mapped_column(BigInteger, server_default="0")
    moves_at: Mapped[int | None] = mapped_column(BigInteger().evaluates_none(), server_default="0")
    dates_ahead: Mapped[str | None] = mapped_column(Text, deferred=True)

    @declared_attr
    def team(cls) -> Mapped[Team]:  # noqa: D102
        return relationship()

    @declared_attr
    def picture(cls) -> Mapped[Picture | None]:  # noqa: D102
        return relationship()

    @declared_attr
    def updated_by(cls) -> Mapped[User | None]:  # noqa: D102
        return relationship()

    @declared_attr
    def updated_via(cls) -> Mapped[Client | None]:  # noqa: D102
        return relationship(foreign_keys="Event.updated_via_id")

    @property
    def is_shared(self) -> bool:
        """Whether apps, and anyone who opens its page, may see it."""
        return SHARED.allows(*self._state)

    @property
    def is_public(self) -> bool:
        """Whether the team's public page shows it."""
        return PUBLIC.allows(*self._state)

    @property
    def is_announced(self) -> bool:
        """Whether it is neither a draft nor deleted."""
        return ANNOUNCED.allows(*self._state)

    def is_visible_to(self, client_id: int) -> bool:
        """Whether this client may see it: it is shared, or the client added it."""
        is_own = self.added_via_id == client_id
        return self.is_shared or (is_own and EXISTING.allows(*self._state))

    @property
    def _state(self) -> tuple[str, str, int | None]:
        return self.status, self.visibility, self.deleted_at

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags, in their original order."""
        return tuple(json.loads(self.tags_json))

    @property
    def details(self) -> EventDetails:
        """Its content as the value that forms, imports and the API use."""
        return event_columns.read(self)

    @property
    def stored(self) -> StoredEvent:
        """What a write has to know of it, as this session has read it."""
        return StoredEvent._make([*(getattr(self, name) for name in FACTS), self.details])

    @property
    def series(self) -> Series | None:
        """Its occurrences, without private dates; None for an event that does not repeat."""
        if self.recurrence_json is None:
            return None
        return Series(self.details.times.for_others, self.rule_end)

    @property
    def series_for_members(self) -> Series | None:
        """Its occurrences with private dates; None for an event that does not repeat."""
        if self.recurrence_json is None:
            return None
        return Series(self.details.times, self.rule_end)

    @property
    def shown_date(self) -> EventDate | None:
        """Its next date, or the last one when none is left; None if no date takes place."""
        span = self.date_at(clock.now()).span
        return self._local(span) if any(span) else None

    @property
    def next_date(self) -> EventDate | None:
        """Its next date; None if it is a draft, deleted, cancelled or over."""
        now = clock.now()
        span = self.date_at(now).span
        is_on = self.is_announced and self.status != "cancelled"
        return self._local(span) if is_on and span.over_at > now else None

    def date_at(self, now: int) -> StoredDate:
        """The columns of its next date as they are to be at ``now``."""
        if self.moves_at is None or self.moves_at > now:
            return StoredDate(self.next_starts_at, self.next_ends_at, self.moves_at, None)
        if self.recurrence_json is None:
            return next_date.of_single(Span(self.starts_at, self.ends_at))
        return next_date.moved(
            self.dates_ahead,
            lambda: Series(self.details.times.for_others, self.rule_end),
            now,
        )

    def _local(self, span: Span) -> EventDate:
        return EventDate.of(span, timezone=self.timezone, all_day=self.all_day)

    def find_date(self, recurrence_id: str) -> Occurrence | None:
        """Its date with this id; None for a private one, one it does not have or an invalid id."""
        return _find_date(self.series, recurrence_id)

    def find_date_for_members(self, recurrence_id: str) -> Occurrence | None:
        """Its date with this id, private or not; None for one it does not have or an invalid id."""
        return _find_date(self.series_for_members, recurrence_id)


def _find_date(series: Series | None, recurrence_id: str) -> Occurrence | None:
    try:
        recurrence.check_moment(recurrence_id)
    except ValidationError:
        return None
    return None if series is None else series.find(recurrence_id)
