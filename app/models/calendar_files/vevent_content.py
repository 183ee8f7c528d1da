"""What a VEVENT says beyond its title, times and place: picture, online link, and our own lines."""

import re

from app.config import settings
from app.models.calendar_files import own_property
from app.models.calendar_files.ics_properties import Properties, Property
from app.models.calendar_files.own_property import Json, as_link

NAMES = frozenset(
    "IMAGE ATTACH CONFERENCE X-GOOGLE-CONFERENCE X-MICROSOFT-SKYPETEAMSMEETINGURL".split()
)
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif")


def read_content(properties: Properties) -> Json:
    """Fields of EventDetails that the file says; what cannot be used is left out."""
    image, online = _image(properties), _online_link(properties)
    content: Json = {}
    if image is not None:  # the description of another picture does not describe it
        content |= {"image_url": image, "picture_alt": None}
    if online is not None:
        content["online_url"] = online
    own = own_property.read(properties)
    if own is None:
        return content
    blank: Json = dict.fromkeys(own_property.ALL)
    exact = {
        field: link
        for name, field in (("image", "image_url"), ("online_url", "online_url"), ("url", "url"))
        if (link := as_link(own.get(name)))
    }
    url, position = _url(own, properties), read_position(properties) or (None, None)
    content |= {"url": url, "latitude": position[0], "longitude": position[1]}
    return {**blank, **content, **own_property.content_of(own), **exact}


def read_position(properties: Properties) -> tuple[float, float] | None:
    """Latitude and longitude; None for what is nowhere on earth."""
    try:
        latitude, longitude = map(float, re.split("[;,]", properties.text("GEO")))
    except ValueError:
        return None
    is_on_earth = -90 <= latitude <= 90 and -180 <= longitude <= 180
    return (latitude, longitude) if is_on_earth else None


def read_url(properties: Properties) -> str | None:
    """Its page; None without one, or with a link that an event cannot have."""
    first = properties.first("URL")
    return as_link(first.raw) if first else None


def _url(own: Json, properties: Properties) -> str | None:
    """Its page, but for that of another team of this installation: it gets one here."""
    url = read_url(properties)
    is_ours = url is not None and url.startswith(f"{settings().public_url}/")
    return None if is_ours and own.get("url", "") is None else url


def _image(properties: Properties) -> str | None:
    """The address of its picture (RFC 7986 section 5.10), or of an attached one."""
    images = sorted(filter(_may_be_link, properties.all("IMAGE")), key=_is_small)
    attached = [prop for prop in properties.all("ATTACH") if _is_picture(prop)]
    return next(filter(None, (as_link(prop.raw.strip()) for prop in (*images, *attached))), None)


def _is_small(image: Property) -> bool:
    return image.parameter("DISPLAY").upper() in {"THUMBNAIL", "ICON"}


def _is_picture(attachment: Property) -> bool:
    kind = attachment.parameter("FMTTYPE").lower()
    path = attachment.raw.partition("?")[0].lower()
    is_image = kind.startswith("image/") if kind else path.endswith(PICTURES)
    return is_image and _may_be_link(attachment)


def _may_be_link(prop: Property) -> bool:
    kind = prop.parameter("FMTTYPE").lower()
    is_binary = prop.parameter("VALUE").upper() == "BINARY" or prop.parameter("ENCODING") != ""
    return not is_binary and (not kind or kind.startswith("image/"))


def _online_link(properties: Properties) -> str | None:
    """Where to take part (RFC 7986 section 5.11); video before anything else."""
    conferences = sorted(properties.all("CONFERENCE"), key=_is_without_video)
    others = (prop for name in sorted(NAMES) if name[:2] == "X-" for prop in properties.all(name))
    return next(filter(None, (as_link(prop.raw.strip()) for prop in (*conferences, *others))), None)


def _is_without_video(conference: Property) -> bool:
    return "VIDEO" not in conference.parameter("FEATURE").upper()
