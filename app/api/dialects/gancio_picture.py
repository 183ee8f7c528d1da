"""The picture that Gancio's clients link to, fetched and kept where the operator wants that.

It is fetched before anything is written and while nothing is locked: a slow sender keeps nobody
waiting but its own client.
"""

from dataclasses import replace

from app.api.bearer.errors import refuse_for_now, refuse_parameter
from app.api.bearer.protector import still_reaches
from app.config import settings
from app.extensions import db
from app.models.credentials.live_token import LiveTeam
from app.models.events.event_details import EventDetails
from app.models.events.event_image import MAX_SIZE, EventImage
from app.models.values.errors import ValidationError
from app.models.values.scopes import Permission
from app.outbound import fetch
from app.outbound.fetch import OutboundError

PATIENCE = 4.0  # seconds; the plugin itself waits for five
# The same words for a name that nobody has, one of our network and one that does not answer.
REASONS = {
    "address": "Give a public https address.",
    "size": f"The picture is larger than {MAX_SIZE // 1024**2} MB.",
}
UNREACHABLE = "The picture could not be fetched."
NO_PICTURE = "There is no PNG, JPEG, GIF or WebP picture."


def are_kept() -> bool:
    """Whether pictures are fetched at all; otherwise links stay links."""
    return settings().fetch_event_images


def find(link: str | None, team: LiveTeam, known: EventImage | None = None) -> EventImage | None:
    """The picture behind ``link``: the ``known`` one, or a new one that is of no event yet.

    None where links stay links. Answers 400 in words that repeat nothing, and the token's error
    where it has ended meanwhile. A new picture ends the transaction.
    """
    if link is None or not are_kept():
        return None
    if known is not None and known.is_behind(link):
        return known
    db.session.commit()  # gives the database to others meanwhile
    picture = _fetch(link)
    still_reaches(team, Permission.WRITE_EVENTS)
    return picture


def shown(details: EventDetails, picture: EventImage | None) -> EventDetails:
    """``details`` of an event that shows ``picture``, if there is one, from here."""
    return details if picture is None else replace(details, image_url=picture.address)


def _fetch(link: str) -> EventImage:
    try:
        content = fetch.fetch(link, max_bytes=MAX_SIZE, seconds=PATIENCE)
        return EventImage.read(content, source_url=link)
    except OutboundError as error:
        if error.reason == "busy":
            refuse_for_now(int(PATIENCE))
        refuse_parameter("image_url", REASONS.get(error.reason, UNREACHABLE))
    except ValidationError:
        refuse_parameter("image_url", NO_PICTURE)
