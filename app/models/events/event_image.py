"""The picture of an event that an app linked to, kept here so that it is shown from here."""

import re

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, ForeignKey, LargeBinary, String, Text, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.config import settings
from app.extensions import db
from app.models.events.event import Event
from app.models.events.event_audience import SHARED
from app.models.values import clock, secret
from app.models.values.errors import ValidationError

MAX_SIZE = 5 * 1024 * 1024  # bytes
FOLDER = "/media/"
# How the content of each kind begins, and what its file name ends with.
KINDS = {
    "image/png": (re.compile(rb"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"), "png"),
    "image/jpeg": (re.compile(rb"\xff\xd8\xff[\xc0-\xfe]"), "jpg"),
    "image/gif": (re.compile(rb"GIF8[79]a"), "gif"),
    "image/webp": (re.compile(rb"RIFF....WEBPVP8[ LX]", re.DOTALL), "webp"),
}
_NAME = re.compile(r"(img_[a-z2-7]{16})\.[a-z]{3,4}")


def name_in(link: str | None) -> str | None:
    """The name of the picture when ``link`` leads to one that is served here, else None."""
    folder = f"{current_app.config['SETTINGS'].public_url}{FOLDER}"
    name = (link or "").removeprefix(folder)
    return name if name != link and _NAME.fullmatch(name) else None


class EventImage(db.Model):
    """A picture; an event has one at most. ``name`` changes with it, so its address never lies."""

    __tablename__ = "event_image"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(
        String(24), unique=True, default=lambda: secret.public_id("img_")
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    source_url: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(String(20))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())

    event: Mapped[Event] = relationship()

    @classmethod
    def read(cls, content: bytes, *, source_url: str) -> "EventImage":
        """A picture that belongs to no event yet.

        Raises ValidationError("image_url", …) for what is no PNG, JPEG, GIF or WebP.
        """
        kinds = [kind for kind, (beginning, _end) in KINDS.items() if beginning.match(content)]
        if not kinds:
            raise ValidationError("image_url", _("Use a PNG, JPEG, GIF or WebP picture."))
        return cls(
            public_id=secret.public_id("img_"),
            source_url=source_url,
            media_type=kinds[0],
            content=content,
        )

    @classmethod
    def of(cls, event: Event) -> "EventImage | None":
        """The picture kept for ``event``, shown or not."""
        return db.session.scalar(select(cls).where(cls.event_id == event.id))

    @classmethod
    def find(cls, name: str) -> "EventImage | None":
        """The picture of this name, while an event that anybody may see shows it."""
        known = _NAME.fullmatch(name)
        if known is None:
            return None
        kept = select(cls).join(Event).where(cls.public_id == known[1], SHARED.among(Event))
        found = db.session.scalar(kept)
        return found if found is not None and found.name == name and found.is_shown else None

    @classmethod
    def unused(cls, now: int) -> ColumnElement[bool]:
        """The SQL condition for those that no event shows, or one that will not come back."""
        forgotten = now - settings().removal_lifetime
        shown = select(Event.id).where(
            Event.id == cls.event_id, Event.image_url.contains(cls.public_id)
        )
        gone = select(Event.id).where(Event.id == cls.event_id, Event.deleted_at <= forgotten)
        return or_(~shown.exists(), gone.exists())

    @property
    def name(self) -> str:
        """The last part of its address."""
        return f"{self.public_id}.{KINDS[self.media_type][1]}"

    @property
    def address(self) -> str:
        """Where it is served, in full."""
        return f"{current_app.config['SETTINGS'].public_url}{FOLDER}{self.name}"

    @property
    def is_shown(self) -> bool:
        """Whether its event still names it as its picture."""
        return (self.event.image_url or "").endswith(f"{FOLDER}{self.name}")

    def is_behind(self, link: str) -> bool:
        """Whether ``link`` is where it is served or where it was fetched."""
        return link in (self.source_url, self.address)

    def put_on(self, event: Event) -> None:
        """Keep it as the one picture of ``event``, whose ``image_url`` names it."""
        former = EventImage.of(event)
        if former is self:
            return
        if former is not None:
            db.session.delete(former)
            db.session.flush()
        self.event = event
        db.session.add(self)
