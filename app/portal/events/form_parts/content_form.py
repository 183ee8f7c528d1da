"""The part of an event's form about its place on the map, its picture, tickets and people."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.fields.core import UnboundField

from app.language.texts import gettext
from app.language.texts import lazy_gettext as _
from app.models.events import event_details, offer
from app.models.events.event_details import EventDetails
from app.models.events.performer import MAX_NAME, MAX_PERFORMERS, Performer
from app.models.events.pictures import picture
from app.models.values.errors import ValidationError
from app.models.values.pictures import encoding
from app.models.values.pictures.encoded_picture import EncodedPicture
from app.portal.forms.fields import PortalForm

MAX_URL = event_details.MAX_URL
# Fields with the name of their column.
TEXTS = ("picture_alt", "offer_url", "offer_currency", "organizer_name", "organizer_url")
_DEGREES = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,15})?", re.ASCII)
_PAIR = re.compile(r"([-0-9.]+)\s*[,;]\s*([-0-9.]+)", re.ASCII)
# The name ends where white space begins: tried at each of many spaces, a line would take hours.
_PERFORMER = re.compile(r"(.*?)(?<![\s,;])[\s,;]+(https?://\S+)")


def _text(label: str, max_length: int, **options: Any) -> StringField:
    return StringField(label, render_kw={"maxlength": max_length}, **options)


class ContentForm(PortalForm):
    """The fields, and their conversion to and from EventDetails."""

    lat = _text(
        _("Latitude"), 60, description=_("Paste both numbers of a map here, such as 44.41, 8.93.")
    )
    lon = _text(_("Longitude"), 30)
    picture = FileField(
        _("Picture"),
        description=_(
            "JPEG, PNG or WebP of at most %(n)d MB; 1920 pixels wide is best.",
            n=encoding.MAX_BYTES // 1024**2,
        ),
        render_kw={"accept": "image/jpeg,image/png,image/webp,image/gif"},
    )
    kept_picture = HiddenField()
    remove_picture = BooleanField(_("Remove this picture"))
    picture_alt = _text(
        _("What the picture shows"),
        event_details.MAX_ALT,
        description=_("One sentence for people who cannot see it."),
    )
    image_url = _text(
        _("Or a link to a picture"), MAX_URL, description=_("An uploaded picture comes first.")
    )
    offer_url = _text(
        _("Where tickets are sold"), MAX_URL, description=_("A page on another site.")
    )
    offer_price = _text(
        _("Price"), offer.MAX_PRICE, description=_("The lowest, such as 12.50; 0 if it is free.")
    )
    offer_currency = StringField(
        _("Currency"), description=_("Three letters, such as EUR."), render_kw={"maxlength": 3}
    )
    organizer_name = _text(
        _("Organizer"), MAX_NAME, description=_("Leave empty if it is the team.")
    )
    organizer_url = _text(_("Organizer’s page"), MAX_URL)
    performers = TextAreaField(
        _("Performers"),
        description=_("One a line: a name, and perhaps the address of a page behind it."),
        render_kw={"rows": 3, "maxlength": MAX_PERFORMERS * (MAX_NAME + MAX_URL)},
    )

    CURRENCIES: ClassVar = tuple("EUR USD GBP CHF DKK NOK SEK PLN CZK HUF RON AUD CAD JPY".split())
    # Set by the view: the file as it was encoded, and the address under which it is stored.
    encoded_picture: EncodedPicture | None = None
    uploaded_address: str | None = None

    @staticmethod
    def content_names() -> tuple[str, ...]:
        """The names of these fields."""
        return tuple(
            name for name, field in vars(ContentForm).items() if isinstance(field, UnboundField)
        )

    @property
    def has_uploaded_picture(self) -> bool:
        """Whether the event has a picture that was uploaded, and not only linked to."""
        return bool(picture.sizes_of(self.kept_picture.data))

    @property
    def kept_picture_path(self) -> str:
        """The path of the smallest size of that picture."""
        [*_larger, smallest] = picture.sizes_of(self.kept_picture.data).values()
        return picture.path_of(smallest)

    def with_content(self, details: EventDetails, base: EventDetails) -> EventDetails:
        """``details`` with the form's values; raises ValidationError.

        A position goes with its venue: it does not outlive the one of ``base``.
        """
        texts: dict[str, Any] = {name: self[name].data or None for name in TEXTS}
        changed = replace(
            details,
            **texts,
            image_url=self._picture_link(),
            offer_price=(self.offer_price.data or "").replace(",", ".") or None,
            performers=tuple(_read_performers(self.performers.data or "")),
        )
        latitude, longitude = self._position()
        if (latitude, longitude) == (base.latitude, base.longitude):
            return changed.after(base)
        return replace(changed, latitude=latitude, longitude=longitude)

    def _picture_link(self) -> str | None:
        if self.uploaded_address is not None:
            return self.uploaded_address
        link: str = self.image_url.data or ""
        if not link and self.has_uploaded_picture and not self.remove_picture.data:
            link = self.kept_picture.data
        return link or None

    def _position(self) -> tuple[float | None, float | None]:
        lat, lon = ((self[name].data or "").strip() for name in ("lat", "lon"))
        if (pair := _PAIR.fullmatch(lat)) and not lon:
            lat, lon = pair.groups()
        return _degrees(lat, "lat"), _degrees(lon, "lon")


def shown_content(details: EventDetails) -> dict[str, Any]:
    """The values of the fields for a stored event."""
    is_uploaded = bool(picture.sizes_of(details.image_url))
    return {
        **{name: getattr(details, name) for name in TEXTS},
        "lat": _shown_degrees(details.latitude),
        "lon": _shown_degrees(details.longitude),
        "kept_picture": details.image_url if is_uploaded else "",
        "image_url": "" if is_uploaded else details.image_url,
        "offer_price": details.offer_price,
        "performers": "\n".join(
            " ".join(filter(None, (performer.name, performer.url)))
            for performer in details.performers
        ),
    }


def _shown_degrees(value: float | None) -> str:
    return "" if value is None else f"{value:.15f}".rstrip("0").rstrip(".")


def _degrees(text: str, field: str) -> float | None:
    if not text:
        return None
    if not _DEGREES.fullmatch(text):
        raise ValidationError(field, gettext("Give degrees such as 44.41."))
    return float(text)


def _read_performers(text: str) -> Iterable[Performer]:
    for line in text.splitlines():
        if not line.strip():
            continue
        match = _PERFORMER.fullmatch(line.strip())
        yield Performer(*match.groups()) if match else Performer(line)
