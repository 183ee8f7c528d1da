"""An event of a team."""

import json
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, DateTime, Float, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.accounts.user import User
from app.models.events import event_address, event_json, event_slug, event_tombstone
from app.models.events.event_audience import ANNOUNCED, EXISTING, PUBLIC, SHARED, TABLE_ARGS
from app.models.events.event_dates import EventDates
from app.models.events.event_details import EventDetails
from app.models.recurrence.recurrence import Override, Recurrence
from app.models.teams.team import Team, is_slug
from app.models.values import clock, secret

if TYPE_CHECKING:
    from app.models.clients.client import Client

MAX_SLUG = 80  # characters


class Event(EventDates, db.Model):
    """An event. Wall time and IANA zone are the truth; ``starts_at``/``ends_at`` follow from them.

    ``id`` is the number people and dialects know it by; it is never given twice. A deleted
    event keeps its row, so that feeds can say it is gone and its UID can come back.
    """

    __tablename__ = "event"
    __table_args__ = TABLE_ARGS

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(
        String(24), unique=True, default=lambda: secret.public_id("evt_")
    )
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
    url: Mapped[str | None] = mapped_column(Text)
    external_ref: Mapped[str | None] = mapped_column(String(255))
    tags_json: Mapped[str] = mapped_column(Text, default="[]")
    recurrence_json: Mapped[str | None] = mapped_column(Text)
    overrides_json: Mapped[str] = mapped_column(Text, default="[]")
    sequence: Mapped[int] = mapped_column(default=0)
    change_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    updated_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    deleted_at: Mapped[int | None]
    # Whether apps ever saw it: only then do they have to hear that it is gone.
    was_shared: Mapped[bool] = mapped_column(default=False)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    # The app that added it, whose ``external_ref`` it carries, and the one that wrote it last.
    added_via_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"))
    updated_via_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"))
    rendered: Mapped[str] = mapped_column(Text, default="")

    team: Mapped[Team] = relationship()
    updated_by: Mapped[User | None] = relationship()
    updated_via: Mapped["Client | None"] = relationship(foreign_keys=[updated_via_id])

    @classmethod
    def add(
        cls,
        team: Team,
        details: EventDetails,
        *,
        by: User | None = None,
        via: "Client | None" = None,
        uid: str | None = None,
        external_ref: str | None = None,
    ) -> "Event":
        """Put a new event on ``team``'s calendar. ``details`` are checked already.

        ``via`` is the app that writes in the name of ``by``; ``external_ref`` its name for it.
        """
        [slug] = cls.free_slugs(team, [details])
        event = cls.write(team, details, slug=slug, uid=uid)
        event.added_via_id, event.external_ref = via and via.id, external_ref
        cls.record_all(team, [event], by=by, via=via)
        return event

    @classmethod
    def write(
        cls, team: Team, details: EventDetails, *, slug: str, uid: str | None = None
    ) -> "Event":
        """A new event that nobody sees before ``record_all``; ``slug`` must be free."""
        event = cls(team=team, slug=slug, public_id=secret.public_id("evt_"), sequence=-1)
        event.uid = uid or f"{event.public_id}@stagedoor"
        event._take(event_address.leave_out(event, details))
        db.session.add(event)
        return event

    @classmethod
    def free_slugs(cls, team: Team, all_details: Sequence[EventDetails]) -> list[str]:
        """A slug for each of several new events that no event of the team has, or had."""
        team.lock()
        had = select(cls.slug).where(cls.team_id == team.id)
        return event_slug.choose(
            all_details, lambda some: db.session.scalars(had.where(cls.slug.in_(some)))
        )

    @classmethod
    def record_all(
        cls,
        team: Team,
        events: Sequence["Event"],
        *,
        by: User | None = None,
        via: "Client | None" = None,
    ) -> None:
        """Note that all of ``events`` have changed, in this order: JSON and numbers."""
        if not events:
            return
        db.session.flush()  # gives new ones the number that their JSON carries
        first = team.next_change_seq(len(events))
        before = [event.rendered for event in events]
        for seq, event in enumerate(events, first):
            event.updated_by, event.updated_via = by, via
            event._record_change(seq)
        event_tombstone.note(zip(events, before, strict=True))

    @classmethod
    def find(cls, team: Team, slug: str) -> "Event | None":
        """The team's event with this slug, drafts included; None when deleted or unknown."""
        if not is_slug(slug):
            return None
        found = select(cls).where(cls.team_id == team.id, cls.slug == slug)
        return db.session.scalar(found.where(cls.deleted_at.is_(None)))

    @classmethod
    def find_by_ref(cls, team: Team, external_ref: str, *, via: "Client") -> "Event | None":
        """The event that ``via`` added under this name, deleted or not; None when there is none."""
        return db.session.scalar(
            select(cls).where(
                cls.team_id == team.id,
                cls.added_via_id == via.id,
                cls.external_ref == external_ref,
            )
        )

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
        """Whether the client with this number may see it: shared, or added by that client."""
        is_own = self.added_via_id == client_id
        return self.is_shared or (is_own and EXISTING.allows(*self._state))

    @property
    def _state(self) -> tuple[str, str, int | None]:
        return self.status, self.visibility, self.deleted_at

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags, in the order they were given."""
        return tuple(json.loads(self.tags_json))

    @property
    def details(self) -> EventDetails:
        """Its content as the value that forms, imports and the API exchange."""
        values = {name: getattr(self, name) for name in PLAIN_FIELDS}
        return EventDetails(
            **values,
            tags=self.tags,
            recurrence=Recurrence.from_json(self.recurrence_json),
            overrides=Override.list_from_json(self.overrides_json),
        )

    def change(
        self, details: EventDetails, *, by: User | None = None, via: "Client | None" = None
    ) -> bool:
        """Take over ``details``; False, and nothing is written, when they say nothing new.

        A deleted event comes back.
        """
        self.team.lock()
        if not self.rewrite(details):
            return False
        Event.record_all(self.team, [self], by=by, via=via)
        return True

    def hold(self) -> None:
        """Read it anew and let nobody change it until this transaction ends."""
        self.team.lock()
        db.session.refresh(self)

    def rewrite(self, details: EventDetails) -> bool:
        """As ``change``, but nobody sees it before ``record_all``."""
        details = event_address.leave_out(self, details)
        if details == self.details and self.deleted_at is None:
            return False
        self.deleted_at = None
        self._take(details)
        return True

    def cancel(self, *, by: User | None = None) -> bool:
        """Say that it does not take place; False if that is known, or of a draft nobody knows."""
        self.hold()
        return self.is_announced and self.change(replace(self.details, status="cancelled"), by=by)

    def delete(self, *, by: User | None = None, via: "Client | None" = None) -> None:
        """Take it off the calendar; feeds will say that it is gone."""
        self.team.lock()
        if self.deleted_at is None:
            self.deleted_at = clock.now()
            Event.record_all(self.team, [self], by=by, via=via)

    def _take(self, details: EventDetails) -> None:
        for name in PLAIN_FIELDS:
            setattr(self, name, getattr(details, name))
        self.take_dates(details)
        self.tags_json = json.dumps(details.tags, ensure_ascii=False)
        self.recurrence_json = details.recurrence.to_json() if details.recurrence else None
        self.overrides_json = Override.list_to_json(details.overrides)

    def _record_change(self, seq: int) -> None:
        self.updated_at = clock.now()
        self.sequence += 1
        self.change_seq = seq
        self.was_shared = self.was_shared or self.is_shared
        self.rendered = event_json.render(self)


# The details that are columns as they are.
PLAIN_FIELDS = tuple(
    field.name
    for field in fields(EventDetails)
    if field.name not in {"tags", "recurrence", "overrides"}
)
