"""The closed groups of an event's form: one opens when it holds something, or an error."""

from collections.abc import Iterator
from dataclasses import dataclass

from wtforms import Field

from app.language.texts import lazy_gettext as _
from app.portal.events.event_form import EventForm

HOW_OFTEN = ("repeat_every", "repeat_days", "repeat_ends", "repeat_until", "repeat_count")


@dataclass(frozen=True)
class Group:
    """A group: ``filled`` are the fields whose values open it, ``others`` open it by errors."""

    name: str
    label: str
    hint: str
    filled: tuple[str, ...]
    others: tuple[str, ...] = ()

    def is_open(self, form: EventForm) -> bool:
        """Whether people should see what is in it."""
        fields = [form[name] for name in (*self.filled, *self.others) if name in form]
        return any(field.errors for field in fields) or any(
            _is_filled(form[name]) for name in self.filled if name in form
        )


GROUPS = (
    Group(
        "dates",
        _("More days"),
        _("It lasts several days, or repeats"),
        ("end_date", "repeats"),
        HOW_OFTEN,
    ),
    Group(
        "place",
        _("Address and map"),
        _("Street, city, position; a link if it is online"),
        ("venue_address", "venue_city", "venue_country", "lat", "lon", "online_url"),
    ),
    Group(
        "picture",
        _("Picture"),
        _("Upload one, or link to it"),
        ("kept_picture", "picture_alt", "image_url"),
        ("picture", "remove_picture"),
    ),
    Group(
        "tickets",
        _("Tickets on another site"),
        _("Address and price"),
        ("offer_url", "offer_price"),
        ("offer_currency",),
    ),
    Group(
        "people",
        _("Organizer and performers"),
        _("Who is on stage, and who invites if not the team"),
        ("organizer_name", "organizer_url", "performers"),
    ),
    Group("texts", _("Summary and tags"), _("For lists and searches"), ("summary", "tags")),
)
# What one date of a series cannot have of its own.
OF_SERIES = frozenset({"picture", "tickets", "people"})


def shown_groups(form: EventForm, *, of_one_date: bool = False) -> Iterator[tuple[Group, bool]]:
    """Each group of the form, and whether it is open."""
    for group in GROUPS:
        if not (of_one_date and group.name in OF_SERIES):
            yield group, group.is_open(form)


def _is_filled(field: Field) -> bool:
    return bool(field.data)
