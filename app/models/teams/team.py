"""Teams: they own events, and their slugs."""

import re
import unicodedata
from collections.abc import Collection
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Select,
    String,
    bindparam,
    false,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import work_signal
from app.database.connections import hot_read
from app.extensions import db
from app.language.texts import gettext as _
from app.models.audit import audit_trail
from app.models.values import clock, columns, names, secret, wall_time
from app.models.values.errors import ValidationError

MAX_NAME = 80  # characters
MAX_SLUG = 60
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

# First path segments of this site: a team with such a slug would hide a page or be hidden by it.
RESERVED_SLUGS = frozenset(
    """about account admin api app apps authorize blog changelog client clients credentials
    dashboard demo dev developer developers device docs embed event events explore favicon feed
    feeds forgot health healthz help home inbox index invitations invite legal login logout me
    media metrics new oauth openapi operator organizer organizers pricing privacy public readyz
    register reset review robots root search security settings sitemap signin signout signup
    stagedoor static status support t team teams terms tickets user users v1 v2 webhooks
    well-known www""".split()
)


class ConnectPolicy(StrEnum):
    """Which apps may be connected to a team. With each of them, only its owners authorize.

    ``owners``: any app. ``reviewed``: only those that an operator reviewed. ``ask``: any app, and
    the owner is asked each time, also where the app was allowed before.
    """

    OWNERS = "owners"
    REVIEWED = "reviewed"
    ASK = "ask"


class NumberedTeam(NamedTuple):
    """A team as it is under its lock, and the first of the numbers that were reserved."""

    id: int
    slug: str
    name: str
    first_seq: int


class Team(db.Model):
    """A team; ``change_seq`` counts its events' changes in the order they were committed."""

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = columns.public_id("org_")
    slug: Mapped[str] = mapped_column(String(MAX_SLUG), unique=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    timezone: Mapped[str] = mapped_column(String(64), default="UTC")
    change_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    # Tombstones up to this number are gone: mirrors behind it must read everything again.
    forgotten_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    # The same for the bookings of its events, whose changes are numbered by themselves.
    booking_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    forgotten_booking_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    deleted_at: Mapped[int | None]  # its slug stays taken
    connect_policy: Mapped[str] = mapped_column(String(10), default=ConnectPolicy.OWNERS)
    # Then personal tokens of its members do not reach it, those that exist included.
    forbids_personal_tokens: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The developer who tries apps with it (sandbox.py); None for other teams.
    sandbox_of_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), unique=True)

    @property
    def is_sandbox(self) -> bool:
        """Whether it is a developer's sandbox and not a team of people."""
        return self.sandbox_of_id is not None

    @classmethod
    def create(cls, *, name: str, slug: str = "", timezone: str = "UTC") -> "Team":
        """Return a new, stored team without members; without a slug, one is made from the name.

        Raises ValidationError for an invalid name, slug or time zone.
        """
        team = cls(timezone=wall_time.zone(timezone).key, name=_check_name(name))
        team.slug = check_slug(slug) if slug else _free_slug(slugify(team.name))
        team._store()
        return team

    @classmethod
    def of(cls, team_id: int) -> "Team":
        """Return the team with this id, to which another row refers."""
        return db.session.get_one(cls, team_id)

    @classmethod
    def find(cls, slug: str) -> "Team | None":
        """Return the team with this slug, present or former; None when none has it."""
        team = _holder_of(slug)
        return team if team is not None and team.deleted_at is None else None

    def change(self, *, name: str, slug: str, timezone: str) -> bool:
        """Rename or move the team; True when its events must be rendered again.

        The old slug keeps leading here. Raises ValidationError.
        """
        is_renamed, zone_name = name.strip() != self.name, wall_time.zone(timezone).key
        checked_name = _check_name(name) if is_renamed else self.name
        if slug != self.slug:
            check_slug(slug, team=self)
            db.session.add(FormerSlug(slug=self.slug, team=self))
            self._take_back(slug)
        changed = (checked_name, slug) != (self.name, self.slug)
        self.name, self.slug, self.timezone = checked_name, slug, zone_name
        self._store()
        audit_trail.record("team.changed", team=self, slug=slug)
        return changed

    def set_connect_policy(self, policy: ConnectPolicy) -> bool:
        """Decide which apps may be connected from now on; False when it was so already.

        What is connected stays.
        """
        former = self.connect_policy
        if former == policy:
            return False
        self.connect_policy = policy
        audit_trail.record("team.policy_changed", team=self, policy=policy, former=former)
        return True

    def allow_personal_tokens(self, allowed: bool) -> None:
        """Let its members' personal tokens reach it, or none from the next request on."""
        if allowed == self.forbids_personal_tokens:
            self.forbids_personal_tokens = not allowed
            policy = "allowed" if allowed else "forbidden"
            audit_trail.record("team.personal_tokens_changed", team=self, policy=policy)

    def lock(self) -> None:
        """Let no other transaction write the team's events until this one ends.

        A transaction that writes several events locks the team first, which avoids deadlocks.
        Rows that refer to the team can still be added: who locks something else first, and then
        adds a line to the audit trail, would wait for the one who waits for them.
        """
        locked = select(Team.id).where(Team.id == self.id).with_for_update(key_share=True)
        db.session.execute(locked)

    @classmethod
    def number_changes(cls, team_id: int, count: int) -> NumberedTeam:
        """Reserve ``count`` sequence numbers for changes of the team's events.

        The UPDATE locks the team's row until the transaction ends, so numbers become visible
        in the order of commits and no reader can skip a late one.
        """
        values = {"number": team_id, "count": count}
        row = db.session.connection().execute(_NUMBER_CHANGES, values).one()
        work_signal.announce()
        return NumberedTeam(team_id, row.slug, row.name, row.change_seq - count + 1)

    def next_change_seq(self, count: int = 1) -> int:
        """Reserve ``count`` sequence numbers and return the first."""
        return self.number_changes(self.id, count).first_seq

    def next_booking_seq(self, count: int = 1) -> int:
        """The same for changes of bookings."""
        statement = (
            update(Team)
            .where(Team.id == self.id)
            .values(booking_seq=Team.booking_seq + count)
            .returning(Team.booking_seq)
            .execution_options(synchronize_session=False)
        )
        last: int = db.session.execute(statement).scalar_one()
        work_signal.announce()
        return last - count + 1

    def _store(self) -> None:
        try:
            db.session.add(self)
            db.session.flush()
        except IntegrityError:  # a concurrent request took the slug
            db.session.rollback()
            raise _taken() from None

    def _take_back(self, slug: str) -> None:
        former = db.session.scalar(select(FormerSlug).where(FormerSlug.slug == slug))
        if former is not None:
            db.session.delete(former)


# A constant, because every write of events runs it.
_NUMBER_CHANGES = (
    update(Team.__table__)
    .where(Team.__table__.c.id == bindparam("number"))
    .values(change_seq=Team.__table__.c.change_seq + bindparam("count"))
    .returning(Team.__table__.c.change_seq, Team.__table__.c.slug, Team.__table__.c.name)
)


class FormerSlug(db.Model):
    """A slug that a team had; it still leads there, and no other team can take it."""

    __tablename__ = "former_team_slug"

    slug: Mapped[str] = mapped_column(String(MAX_SLUG), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)

    team: Mapped[Team] = relationship()

    @classmethod
    def find_team_id(cls, slug: str, *, among: Collection[int]) -> int | None:
        """Return the id of the team ``among`` these that once had this slug, or None."""
        if not among or not _SLUG.fullmatch(slug):
            return None
        with hot_read() as connection:
            return connection.scalar(
                select(cls.team_id).where(cls.slug == slug, cls.team_id.in_(among))
            )


def slugify(text: str) -> str:
    """Return ``text`` as a slug of ASCII letters and digits; empty when it has none."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", ascii_text.lower()))[: MAX_SLUG - 10].strip("-")


def is_slug(text: str) -> bool:
    """Whether ``text`` is written as slugs are; databases refuse some other texts."""
    return _SLUG.fullmatch(text) is not None


def check_slug(slug: str, *, team: Team | None = None) -> str:
    """Return ``slug`` when ``team`` (or a new one) may take it; raises ValidationError."""
    if not is_slug(slug) or len(slug) > MAX_SLUG:
        raise ValidationError(
            "slug", _("Use lower-case letters, digits and single hyphens, such as harbour-hall.")
        )
    if slug in RESERVED_SLUGS or _is_taken(slug, team):
        raise _taken()
    return slug


def _taken() -> ValidationError:
    return ValidationError("slug", _("This address is taken. Choose another."))


def _holder_of(slug: str) -> Team | None:
    """Return the team that has or had ``slug``, deleted ones included."""
    if not is_slug(slug):
        return None
    team = db.session.scalar(_by_slug(), {"slug": slug})
    return team or db.session.scalar(select(Team).join(FormerSlug).where(FormerSlug.slug == slug))


@cache  # building a statement takes as long as running it
def _by_slug() -> "Select[Team]":
    return select(Team).where(Team.slug == bindparam("slug"))


def _is_taken(slug: str, team: Team | None) -> bool:
    return _holder_of(slug) not in (None, team)


def _free_slug(slug: str) -> str:
    if slug and slug not in RESERVED_SLUGS and _holder_of(slug) is None:
        return slug
    return f"{slug or 'team'}-{secret.public_id('')[:6]}"


def _check_name(name: str) -> str:
    return names.check(name, max_length=MAX_NAME)
