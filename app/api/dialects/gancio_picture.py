"""The picture that Gancio's clients link to, fetched and stored where the operator enables it.

It is fetched before anything is written or locked: a slow server delays only its own client.
"""

from dataclasses import replace

from app.api.bearer.errors import refuse_parameter
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
# One sentence for an unknown host, a private address and a server that does not answer.
REASONS = {
    "address": "Give a public https address.",
    "size": f"The picture is larger than {MAX_SIZE // 1024**2} MB.",
}
UNREACHABLE = "The picture could not be fetched."
NO_PICTURE = "This is not a PNG, JPEG, GIF or WebP picture."


def are_stored() -> bool:
    """Whether pictures are fetched and stored; otherwise links stay links."""
    return settings().fetch_event_images


def find(link: str | None, team: LiveTeam, current: EventImage | None = None) -> EventImage | None:
    """The picture at ``link``: the ``current`` one, or a new one without an event yet.

    None where links stay links. Aborts with 400 for a picture that cannot be fetched, and with
    the token's error where it has expired by then. A new picture ends the transaction.
    """
    if link is None or not are_stored():
        return None
    if current is not None and current.is_behind(link):
        return current
    db.session.commit()  # frees the connection while the picture is fetched
    picture = _fetch(link)
    still_reaches(team, Permission.WRITE_EVENTS)
    return picture


def shown(details: EventDetails, picture: EventImage | None) -> EventDetails:
    """``details`` with the address of ``picture``, if there is one."""
    return details if picture is None else replace(details, image_url=picture.address)


def _fetch(link: str) -> EventImage:
    try:
        content = fetch.fetch(link, max_bytes=MAX_SIZE, seconds=PATIENCE)
        return EventImage.read(content, source_url=link)
    except OutboundError as error:
        refuse_parameter("image_url", REASONS.get(error.reason, UNREACHABLE))
    except ValidationError:
        refuse_parameter("image_url", NO_PICTURE)
