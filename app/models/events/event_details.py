"""The content of an event: one validated value for forms, imports and the API."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from app.language.texts import gettext as _
from app.models.events import offer, performer
from app.models.events.performer import MAX_NAME, Performer
from app.models.recurrence import whole_days
from app.models.recurrence.recurrence import MAX_OVERRIDES, Override, Recurrence
from app.models.recurrence.series import Series
from app.models.recurrence.series_move import Move
from app.models.recurrence.times import Times
from app.models.values import plain_text, rich_text, wall_time, web_link
from app.models.values.errors import ValidationError
from app.models.values.text_limits import MAX_ADDRESS, MAX_SUMMARY, MAX_TITLE, MAX_VENUE

STATUSES = ("draft", "scheduled", "postponed", "cancelled")
VISIBILITIES = ("public", "unlisted", "private")
MAX_TAGS = 20
MAX_TAG = 40
MAX_ALT = 300
MAX_URL = web_link.MAX_LENGTH
MAX_DURATION = timedelta(days=366)


@dataclass(frozen=True)
class EventDetails:
    """An event's content. ``start`` and ``end`` are local times in ``timezone``.

    ``end`` is exclusive: for an all-day event it is midnight after the last day.
    """

    title: str
    start: datetime
    end: datetime
    timezone: str
    all_day: bool = False
    summary: str | None = None
    description_html: str = ""
    status: str = "scheduled"
    visibility: str = "public"
    venue_name: str | None = None
    venue_address: str | None = None
    venue_city: str | None = None
    venue_country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    online_url: str | None = None
    image_url: str | None = None
    picture_alt: str | None = None
    url: str | None = None
    offer_url: str | None = None
    offer_price: str | None = None
    offer_currency: str | None = None
    organizer_name: str | None = None
    organizer_url: str | None = None
    performers: tuple[Performer, ...] = field(default=())
    tags: tuple[str, ...] = field(default=())
    recurrence: Recurrence | None = None
    overrides: tuple[Override, ...] = field(default=())

    def checked(self, *, strict: bool = True) -> "EventDetails":
        """Return the details, cleaned and normalised; raise ValidationError(field, …).

        ``strict`` refuses local times that a clock change skips; imports move them forward.
        An all-day event loses its times of day.
        """
        self._check_choices()
        self._check_years()
        self._check_position()
        if self.recurrence is not None:
            self.recurrence.check(start=self.start)
        settled = self.at(whole_days.settle(self.times)) if self.all_day else self
        settled._check_times(strict)
        return replace(
            settled,
            title=plain_text.one_line(self.title, field="title", max_length=MAX_TITLE),
            summary=_optional(self.summary, "summary", MAX_SUMMARY),
            description_html=rich_text.clean(self.description_html),
            venue_name=_optional(self.venue_name, "venue_name", MAX_VENUE),
            venue_address=_optional(self.venue_address, "venue_address", MAX_ADDRESS),
            venue_city=_optional(self.venue_city, "venue_city", MAX_VENUE),
            venue_country=_country(self.venue_country),
            online_url=web_link.checked(self.online_url, "online_url"),
            url=web_link.checked(self.url, "url"),
            tags=_tags(self.tags),
            performers=performer.check_all(self.performers),
            **self._checked_picture(),
            **self._checked_offer(),
            **self._checked_organizer(),
            **settled._settled_series(strict),
        )

    def move(
        self, start: datetime, end: datetime, *, timezone: str, all_day: bool
    ) -> "EventDetails":
        """The details at another time; its other dates and changed occurrences move along."""
        start, end = whole_days.span(start, end) if all_day else (start, end)
        target = Times(start, end, timezone, all_day, self.recurrence, self.overrides)
        move = Move(self.times, target)
        if self.recurrence is None or not move.changes_times:
            return self.at(target)
        try:
            return self.at(
                replace(target, recurrence=move.recurrence(), overrides=move.overrides())
            )
        except (OverflowError, ValidationError):
            raise ValidationError("start", _("Give a year from 1970 to 9000.")) from None

    def after(self, previous: "EventDetails") -> "EventDetails":
        """The details without the position of ``previous`` if the venue has changed."""
        if self.venue == previous.venue:
            return self
        return replace(self, latitude=None, longitude=None)

    def at(self, times: Times) -> "EventDetails":
        """The details with these times."""
        return replace(self, **vars(times))

    @property
    def times(self) -> Times:
        """When it takes place."""
        return Times(
            self.start, self.end, self.timezone, self.all_day, self.recurrence, self.overrides
        )

    @property
    def venue(self) -> tuple[str | None, ...]:
        """Name, address, city and country of its venue."""
        return self.venue_name, self.venue_address, self.venue_city, self.venue_country

    @property
    def starts_at(self) -> int:
        """Its start in epoch seconds."""
        return wall_time.to_epoch(self.start, self.timezone, strict=False)

    @property
    def ends_at(self) -> int:
        """Its end in epoch seconds."""
        return wall_time.to_epoch(self.end, self.timezone, strict=False)

    @property
    def series(self) -> Series | None:
        """Its occurrences, without private dates; None for an event that does not repeat."""
        return None if self.recurrence is None else Series(self.times.for_others)

    def with_private_dates(self, previous: "EventDetails") -> "EventDetails":
        """The details with the private dates of ``previous`` that the series still has.

        Who does not see them knows them as excluded dates, and can neither show nor remove them.
        """
        if self.recurrence is None or not any(
            override.is_private for override in previous.overrides
        ):
            return self
        moved = previous.move(self.start, self.end, timezone=self.timezone, all_day=self.all_day)
        private = {
            override.recurrence_id: override for override in moved.overrides if override.is_private
        }
        exdates = tuple(name for name in self.recurrence.exdates if name not in private)
        bare = replace(self, recurrence=replace(self.recurrence, exdates=exdates), overrides=())
        series = Series(bare.times)
        kept = {name: override for name, override in private.items() if series.find(name)}
        own = {override.recurrence_id: override for override in self.overrides}
        merged = own | {
            name: replace(own[name], visibility="private") if name in own else override
            for name, override in kept.items()
        }
        return replace(bare, overrides=tuple(merged[name] for name in sorted(merged)))

    def _checked_picture(self) -> dict[str, Any]:
        image_url = web_link.checked(self.image_url, "image_url")
        alt = _optional(self.picture_alt, "picture_alt", MAX_ALT)
        return {"image_url": image_url, "picture_alt": alt if image_url else None}

    def _checked_offer(self) -> dict[str, Any]:
        price = offer.check_price(self.offer_price)
        return {
            "offer_url": web_link.checked(self.offer_url, "offer_url"),
            "offer_price": price,
            "offer_currency": offer.check_currency(self.offer_currency, price=price),
        }

    def _checked_organizer(self) -> dict[str, Any]:
        name = _optional(self.organizer_name, "organizer_name", MAX_NAME)
        url = web_link.checked(self.organizer_url, "organizer_url")
        if url and not name:
            raise ValidationError(
                "organizer_name", _("Say who organizes it, or leave out the link.")
            )
        return {"organizer_name": name, "organizer_url": url}

    def _settled_series(self, strict: bool) -> dict[str, Any]:
        if self.recurrence is None:
            return {"overrides": ()}
        if len(self.overrides) > MAX_OVERRIDES:
            message = _("Change at most %(n)d of its dates.", n=MAX_OVERRIDES)
            raise ValidationError("recurrence", message)
        overrides = {
            override.recurrence_id: self._settled(override, strict) for override in self.overrides
        }
        settled: dict[str, Any] = {
            "recurrence": self.recurrence.settled(
                start=self.start, timezone=self.timezone, all_day=self.all_day
            ),
            "overrides": tuple(overrides[name] for name in sorted(overrides)),
        }
        zone, all_day = self.timezone, self.all_day
        if strict and self.recurrence.ends_before(self.start, zone, all_day=all_day):
            raise ValidationError("recurrence", _("UNTIL is before the event starts."))
        if self.recurrence.exdates and Series(replace(self.times, **settled)).first() is None:
            message = _("The series has no dates left. Keep one, or delete the event.")
            raise ValidationError("recurrence", message)
        return settled

    def _settled(self, override: Override, strict: bool) -> Override:
        cleaned = override.cleaned()
        return cleaned if self.all_day else cleaned.in_zone(self.timezone, strict=strict)

    def _check_choices(self) -> None:
        if self.status not in STATUSES:
            raise ValidationError("status", _("Choose one of: %(all)s.", all=", ".join(STATUSES)))
        if self.visibility not in VISIBILITIES:
            raise ValidationError(
                "visibility", _("Choose one of: %(all)s.", all=", ".join(VISIBILITIES))
            )

    def _check_years(self) -> None:
        if not (1970 <= self.start.year <= 9000 and 1970 <= self.end.year <= 9000):
            raise ValidationError("start", _("Give a year from 1970 to 9000."))

    def _check_position(self) -> None:
        for name, value, limit in (
            ("latitude", self.latitude, 90),
            ("longitude", self.longitude, 180),
        ):
            if value is not None and not -limit <= value <= limit:
                message = _("Give degrees from -%(n)d to %(n)d.", n=limit)
                raise ValidationError(name, message)
        if (self.latitude is None) != (self.longitude is None):
            missing = "latitude" if self.latitude is None else "longitude"
            raise ValidationError(missing, _("Give both latitude and longitude."))

    def _check_times(self, strict: bool) -> None:
        wall_time.zone(self.timezone)
        for name, moment in (("start", self.start), ("end", self.end)):
            _check_wall_time(name, moment, self.timezone, strict and not self.all_day)
        if self.ends_at < self.starts_at:
            raise ValidationError("end", _("An event cannot end before it starts."))
        if self.end - self.start > MAX_DURATION:
            raise ValidationError(
                "end", _("An event can last at most a year. Let it repeat instead.")
            )


def _check_wall_time(name: str, moment: datetime, timezone: str, strict: bool) -> None:
    try:
        wall_time.to_epoch(moment, timezone, strict=strict)
    except ValidationError as error:
        raise ValidationError(name, error.message) from None


def _optional(value: str | None, name: str, max_length: int) -> str | None:
    if value is None or not value.strip():
        return None
    return plain_text.one_line(value, field=name, max_length=max_length)


def _country(value: str | None) -> str | None:
    code = (value or "").strip().upper()
    if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise ValidationError("venue_country", _("Enter a two-letter country code such as IT."))
    return code or None


def _tags(values: tuple[str, ...]) -> tuple[str, ...]:
    tags = [plain_text.one_line(t, field="tags", max_length=MAX_TAG) for t in values if t.strip()]
    unique = tuple(dict.fromkeys(tags))
    if len(unique) > MAX_TAGS:
        raise ValidationError("tags", _("Give at most %(n)d tags.", n=MAX_TAGS))
    return unique
