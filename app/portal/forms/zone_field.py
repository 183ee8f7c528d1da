"""A field for a time zone, chosen from all of them."""

from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape
from wtforms import StringField
from wtforms.widgets import Select, html_params

from app.models.values import wall_time


class ZoneSelect(Select):
    """The select element that WTForms would render, but much faster for hundreds of options."""

    def __call__(self, field: StringField, **attributes: Any) -> Markup:
        """The element with the field's zone selected; an unknown zone selects none."""
        params = html_params(name=field.name, **{"id": field.id, **attributes})
        return Markup(f"<select {params}>{_options(field.data or '')}</select>")


class ZoneField(StringField):
    """The name of a zone, which the house validates."""

    widget = ZoneSelect()


def _options(chosen: str) -> str:
    mark = f'<option value="{escape(chosen)}">'
    return _every_option().replace(mark, mark.replace("<option", "<option selected"), 1)


@lru_cache(maxsize=1)
def _every_option() -> str:
    names = map(escape, sorted(wall_time.zone_names()))
    return "".join(f'<option value="{name}">{name}</option>' for name in names)
