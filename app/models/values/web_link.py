"""Links to pages of the web that people and apps give."""

from urllib.parse import urlsplit

from app.language.texts import gettext as _
from app.models.values.errors import ValidationError

MAX_LENGTH = 2000  # characters


def checked(value: str | None, field: str) -> str | None:
    """The link without space around it, None for an empty one; raises ValidationError(field, …)."""
    link = (value or "").strip()
    if not link:
        return None
    try:
        parts = urlsplit(link)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web or len(link) > MAX_LENGTH or not link.isprintable() or " " in link:
        raise ValidationError(field, _("Give a full address that starts with https://."))
    return link
