"""The picture of an event, stored here from the link that an app sent."""

import re

from sqlalchemy import ColumnElement, ForeignKey, LargeBinary, String, Text, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.config import settings
from app.extensions import db
from app.language.texts import gettext as _
from app.models.events.event import Event
from app.models.events.event_audience import SHARED
from app.models.values import clock, columns, secret
from app.models.values.errors import ValidationError

MAX_SIZE = 5 * 1024 * 1024  # bytes
FOLDER = "/media/"
# The beginning of the content and the file extension of each media type.
KINDS = {
    "image/png": (re.compile(rb"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"), "png"),
    "image/jpeg": (re.compile(rb"\xff\xd8\xff[\xc0-\xfe]"), "jpg"),
    "image/gif": (re.compile(rb"GIF8[79]a"), "gif"),
    "image/webp": (re.compile(rb"RIFF....WEBPVP8[ LX]", re.DOTALL), "webp"),
}
_NAME = re.compile(r"(img_[a-z2-7]{16})\.[a-z]{3,4}")


def name_in(link: str | None) -> str | None:
    """The name of the picture at ``link`` if it is served here, else None."""
    folder = f"{settings().public_url}{FOLDER}"
    name = (link or "").removeprefix(folder)
    return name if name != link and _NAME.fullmatch(name) else None


class EventImage(db.Model):
    """A picture; an event has at most one. A new picture gets a new ``name``."""

    __tablename__ = "event_image"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = columns.public_id("img_")
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    source_url: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(String(20))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())

    event: Mapped[Event] = relationship()

    @classmethod
    def read(cls, content: bytes, *, source_url: str) -> "EventImage":
        """A picture without an event yet.

        Raises ValidationError("image_url", …) unless it is PNG, JPEG, GIF or WebP.
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
        """The stored picture of ``event``, even if it no longer shows it."""
        return db.session.scalar(select(cls).where(cls.event_id == event.id))

    @classmethod
    def find(cls, name: str) -> "EventImage | None":
        """The picture with this name, if an event that anyone may see shows it."""
        match = _NAME.fullmatch(name)
        if match is None:
            return None
        stored = select(cls).join(Event).where(cls.public_id == match[1], SHARED.among(Event))
        image = db.session.scalar(stored)
        return image if image is not None and image.name == name and image.is_shown else None

    @classmethod
    def unused(cls, now: int) -> ColumnElement[bool]:
        """SQL condition: pictures that no event shows, or only one that cannot be restored."""
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
        """Its full URL."""
        return f"{settings().public_url}{FOLDER}{self.name}"

    @property
    def is_shown(self) -> bool:
        """Whether its event still shows it."""
        return (self.event.image_url or "").endswith(f"{FOLDER}{self.name}")

    def is_behind(self, link: str) -> bool:
        """Whether ``link`` is its own URL or the one it was fetched from."""
        return link in (self.source_url, self.address)

    def put_on(self, event: Event) -> None:
        """Store it as the picture of ``event``, whose ``image_url`` is its address."""
        former = EventImage.of(event)
        if former is self:
            return
        if former is not None:
            db.session.delete(former)
            db.session.flush()
        self.event = event
        db.session.add(self)
