"""What other sites show of a page that someone shares there (Open Graph, X cards)."""

from typing import NamedTuple

from app.config import settings
from app.models.events.event import Event


class Picture(NamedTuple):
    """A picture at a full URL; size in pixels if known."""

    url: str
    alt: str
    width: int | None = None
    height: int | None = None


def picture_of(event: Event) -> Picture | None:
    """The picture of ``event``, stored here or elsewhere."""
    if not event.image_url:
        return None
    alt = event.picture_alt or event.title
    if event.picture is None:
        return Picture(event.image_url, alt)
    return Picture(event.image_url, alt, event.picture.width, event.picture.height)


def describe(
    title: str, text: str, url: str, picture: Picture | None = None
) -> list[dict[str, str]]:
    """The attributes of the page's meta elements; without a picture a plain card."""
    properties: dict[str, object] = {
        "og:type": "website",
        "og:site_name": settings().instance_name,
        "og:title": title,
        "og:url": url,
        "og:description": text,
    }
    if picture is not None:
        properties |= {
            "og:image": picture.url,
            "og:image:width": picture.width,
            "og:image:height": picture.height,
            "og:image:alt": picture.alt,
        }
    names = {
        "description": text,
        "twitter:card": "summary" if picture is None else "summary_large_image",
    }
    return [
        *({"property": name, "content": str(value)} for name, value in properties.items() if value),
        *({"name": name, "content": value} for name, value in names.items() if value),
    ]
