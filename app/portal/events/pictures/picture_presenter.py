"""The picture of an event, as an element of a page."""

from dataclasses import dataclass

from flask import url_for

from app.models.events import event_image
from app.models.events.event import Event
from app.models.events.pictures import picture


@dataclass(frozen=True)
class ShownPicture:
    """The paths of a picture that is stored here; ``width`` and ``height`` of the widest."""

    path: str
    alt: str
    jpeg_sizes: str = ""
    webp_sizes: str = ""
    width: int | None = None
    height: int | None = None


def thumbnail(event: Event) -> str | None:
    """The path of the picture in its smallest size; None for one that is not stored here.

    Costs a list no statement for each event.
    """
    if event.picture_id is None:
        return _kept(event)
    return list(_paths(event).values())[-1]


def shown(event: Event) -> ShownPicture | None:
    """The event's picture if it is stored here; None for others, which pages only link to."""
    alt = event.picture_alt or event.title
    if event.picture is None:
        path = _kept(event)
        return ShownPicture(path, alt) if path else None
    paths = _paths(event)
    jpeg_sizes = ", ".join(f"{path} {width}w" for width, path in paths.items())
    return ShownPicture(
        path=next(iter(paths.values())),
        alt=alt,
        jpeg_sizes=jpeg_sizes,
        webp_sizes=jpeg_sizes.replace(".jpg ", ".webp "),
        width=event.picture.width,
        height=event.picture.height,
    )


def _paths(event: Event) -> dict[int, str]:
    """The paths of an uploaded picture by their width, widest first."""
    sizes = picture.sizes_of(event.image_url)
    return {width: picture.path_of(link) for width, link in sizes.items()}


def _kept(event: Event) -> str | None:
    """The path of the picture that was fetched for an app, if it is shown to anyone."""
    name = event_image.name_in(event.image_url)
    return url_for("dialects.show_picture", name=name) if name and event.is_shared else None
