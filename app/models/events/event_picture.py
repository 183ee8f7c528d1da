"""Which uploaded pictures events show, and to whom."""

from sqlalchemy import ColumnElement, and_, exists, or_

from app.config import settings
from app.extensions import db
from app.models.events.event import Event
from app.models.events.event_audience import SHARED
from app.models.events.pictures.picture import KEPT, Picture


def is_shared(picture: Picture) -> bool:
    """Whether an event that anyone may see shows it."""
    shared = exists().where(Event.picture_id == picture.id, SHARED.among(Event))
    return bool(db.session.scalar(shared.select()))


def is_unused(now: int) -> ColumnElement[bool]:
    """SQL condition: pictures that no event shows or could show again."""
    could_return = or_(
        Event.deleted_at.is_(None), Event.deleted_at > now - settings().removal_lifetime
    )
    shown = exists().where(Event.picture_id == Picture.id, could_return)
    return and_(Picture.left_at <= now - KEPT, ~shown)
