"""A field for a time zone: text that names a city or an IANA zone, with a list to search."""

from typing import Any, TypeVar

from flask import url_for
from flask_login import current_user
from markupsafe import Markup, escape
from wtforms import HiddenField, StringField
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from app.config import settings
from app.language.current import page_locale
from app.models.values import wall_time, zone_places
from app.models.values.errors import ValidationError
from app.portal.forms.fields import PortalForm

F = TypeVar("F", bound=PortalForm)


class ZoneInput(TextInput):
    """A text input with a short list; static/js/zone_field.js searches all cities."""

    def __call__(self, field: "ZoneField", **attributes: Any) -> Markup:
        """The input, and the list after it."""
        zones = f"{field.id}-zones"
        attributes |= {"list": zones, "autocomplete": "off", "spellcheck": "false"}
        attributes |= {"data_zones": url_for("portal.list_zones")}
        if field.follows_browser:
            attributes["data_browser_zone"] = True
        text: Markup = super().__call__(field, **attributes)
        return text + Markup(f'<datalist id="{escape(zones)}">{_options(field.data)}</datalist>')


class ZoneField(StringField):
    """The zone that was typed: a city, or the name of a zone."""

    data: Any
    widget = ZoneInput()
    follows_browser = False

    def pre_validate(self, form: object) -> None:
        """Understand what was typed. What the form was made with is kept as it was."""
        if self.data == self.object_data and self.data in wall_time.zone_names():
            return
        try:
            self.data = zone_places.find(self.data or "")
        except ValidationError as error:
            raise StopValidation(error.message) from None


class BrowserZoneField(HiddenField):
    """The zone of the browser, which a script fills in; None without one that is known."""

    data: Any

    def __init__(self, **options: Any) -> None:
        """It has no label, because no one sees it."""
        super().__init__(render_kw={"data-browser-zone": True}, **options)

    def post_validate(self, form: object, validation_stopped: bool) -> None:
        """Understand the name. No one has typed it, so no error is shown."""
        try:
            self.data = zone_places.find(self.data or "")
        except ValidationError:
            self.data = None


def follow_browser(form: F) -> F:
    """The blank form, whose zone becomes that of the browser where there is a script."""
    form.timezone.follows_browser = True
    return form


def all_cities() -> list[tuple[str, str]]:
    """Each zone of a city and how people read it, for the cities of the world and UTC."""
    names = (*zone_places.cities(), zone_places.UTC)
    return [(name, text) for name in names for text in zone_places.labels(name, page_locale())]


def _options(chosen: str | None) -> Markup:
    own = (chosen, getattr(current_user, "timezone", None), settings().default_timezone)
    return Markup("").join(map(_option, dict.fromkeys(filter(None, (*own, *zone_places.COMMON)))))


def _option(name: str) -> Markup:
    text = zone_places.labels(name, page_locale())[0]
    return Markup(f'<option value="{escape(name)}">{escape(text)}</option>')
