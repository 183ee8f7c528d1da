"""A calendar subscription: an external calendar that a team follows, and its last reading."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import orjson
from sqlalchemy import ForeignKey, String, Text, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.teams.team import Team
from app.models.values import clock, columns, plain_text, secret
from app.models.values.errors import ValidationError

PREFIX = "cal_"
MAX_A_TEAM = 10
MAX_URL = 2000  # characters
MAX_NAME = 100
MAX_ERROR = 400
SHOWN_END = 4  # characters of an address that are shown
# Programs write them for calendars to subscribe to; they stand for the web's own.
_SCHEMES = {"webcal": "https", "webcals": "https"}


class CalendarSubscription(db.Model):
    """One address to which one team is subscribed.

    The address itself may be a secret, as a private one of Google is: pages, logs and the audit
    trail get ``shown_url`` only.
    """

    __tablename__ = "calendar_subscription"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = columns.public_id(PREFIX)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    url: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    last_tried_at: Mapped[int | None]
    last_succeeded_at: Mapped[int | None]
    next_try_at: Mapped[int] = mapped_column(default=lambda: clock.now(), index=True)
    # Until then one process reads it, and no other begins to.
    leased_until_at: Mapped[int | None]
    failing_since_at: Mapped[int | None]
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    last_error: Mapped[str | None] = mapped_column(String(MAX_ERROR))
    etag: Mapped[str] = mapped_column(String(200), default="")
    last_modified: Mapped[str] = mapped_column(String(200), default="")
    body_digest: Mapped[str | None] = mapped_column(String(64))
    report_json: Mapped[str] = mapped_column(Text, default="{}")

    team: Mapped[Team] = relationship()
    added_by: Mapped[User | None] = relationship()

    @classmethod
    def add(
        cls, team: Team, *, url: str, name: str, by: User | None = None
    ) -> "CalendarSubscription":
        """Subscribe ``team`` to ``url``; raises ValidationError, also for one too many."""
        checked = normalize(url)
        team.lock()
        cls.check_new(team, checked)
        title = plain_text.squeeze(name, MAX_NAME) or _host_of(checked)
        row = cls(team=team, url=checked, name=title, added_by=by)
        db.session.add(row)
        db.session.flush()
        facts = {"calendar": row.public_id, "address": row.shown_url}
        audit_trail.record("calendar.followed", facts, actor=by, team=team)
        return row

    @classmethod
    def check_new(cls, team: Team, url: str) -> None:
        """Raise ValidationError("url", …) unless the team may subscribe to ``url`` as well."""
        subscribed = db.session.scalars(select(cls.url).where(cls.team_id == team.id)).all()
        if url in subscribed:
            raise ValidationError("url", _("The team is already subscribed to this address."))
        if len(subscribed) >= MAX_A_TEAM:
            raise ValidationError(
                "url",
                _("A team can have at most %(n)d subscriptions. Remove one first.", n=MAX_A_TEAM),
            )

    @classmethod
    def find(cls, team: Team, public_id: str) -> "CalendarSubscription | None":
        """The one of ``team`` with this public id, or None."""
        if not secret.is_public_id(PREFIX, public_id):
            return None
        return db.session.scalar(
            select(cls).where(cls.team_id == team.id, cls.public_id == public_id)
        )

    @classmethod
    def list_of(cls, team: Team) -> list["CalendarSubscription"]:
        """All of ``team``, by name; there are never more than MAX_A_TEAM."""
        rows = select(cls).where(cls.team_id == team.id)
        return list(db.session.scalars(rows.order_by(func.lower(cls.name), cls.id)))

    @classmethod
    def list_failing(cls, teams: Sequence[Team], *, limit: int) -> list["CalendarSubscription"]:
        """Those of ``teams`` that could not be read the last time, the longest failing first."""
        ids = [team.id for team in teams]
        rows = select(cls).where(cls.team_id.in_(ids), cls.failing_since_at.is_not(None))
        rows = rows.options(joinedload(cls.team)).order_by(cls.failing_since_at, cls.id)
        return list(db.session.scalars(rows.limit(limit)))

    @property
    def is_failing(self) -> bool:
        """Whether it could not be read the last time."""
        return self.failing_since_at is not None

    @property
    def shown_url(self) -> str:
        """As much of the address as people need to know it again, and no more."""
        return f"{_host_of(self.url)}/…{self.url[-SHOWN_END:]}"

    @property
    def report(self) -> Mapping[str, Any]:
        """What the last reading that brought something did: counts, and ``refused`` lines."""
        report: Mapping[str, Any] = orjson.loads(self.report_json)
        return report


def normalize(url: str) -> str:
    """The web address that ``url`` means; raises ValidationError("url", …) for none."""
    text = plain_text.one_line(url, field="url", max_length=MAX_URL)
    scheme, _colon, rest = text.partition(":")
    web = f"{_SCHEMES.get(scheme.lower(), scheme.lower())}:{rest}"
    try:
        parts = urlsplit(web)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web:
        raise ValidationError("url", _("Enter an address that begins with https:// or webcal://"))
    return web


def _host_of(url: str) -> str:
    return urlsplit(url).hostname or ""
