"""Time zones as people name them: by city, by country where it has one zone, by former names."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from babel import Locale

from app.language.texts import gettext as _
from app.models.values import plain_text, wall_time
from app.models.values.errors import ValidationError

UTC, ETC_UTC = "UTC", "Etc/UTC"
# Offered where no list can be searched: one a region and a half, from west to east.
COMMON = (
    *("America/Los_Angeles", "America/Chicago", "America/New_York", "America/Sao_Paulo"),
    *(UTC, "Europe/London", "Europe/Berlin", "Europe/Rome", "Europe/Istanbul"),
    *("Africa/Lagos", "Africa/Johannesburg", "Asia/Dubai", "Asia/Kolkata"),
    *("Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland"),
)
# Offsets with rules, not places: the database links them to cities, which no one would expect.
ABBREVIATIONS = frozenset("CET EET EST HST MET MST WET CST6CDT EST5EDT MST7MDT PST8PDT".split())
# Cities that people search, although the zone is named after another.
LARGE_CITIES: dict[str, tuple[str, ...]] = {
    "Africa/Casablanca": ("Rabat", "Marrakesh"),
    "Africa/Johannesburg": ("Cape Town", "Durban", "Pretoria"),
    "Africa/Lagos": ("Abuja",),
    "America/Chicago": ("Austin", "Dallas", "Houston", "Minneapolis", "New Orleans"),
    "America/Edmonton": ("Calgary",),
    "America/Los_Angeles": ("Las Vegas", "Portland", "San Diego", "San Francisco", "Seattle"),
    "America/New_York": ("Atlanta", "Boston", "Miami", "Philadelphia", "Washington"),
    "America/Sao_Paulo": ("Brasília", "Rio de Janeiro"),
    "America/Toronto": ("Ottawa", "Quebec"),
    "Asia/Dubai": ("Abu Dhabi",),
    "Asia/Ho_Chi_Minh": ("Hanoi", "Ho Chi Minh City"),
    "Asia/Karachi": ("Islamabad", "Lahore"),
    "Asia/Kolkata": ("Bengaluru", "Chennai", "Delhi", "Hyderabad", "Mumbai", "New Delhi"),
    "Asia/Riyadh": ("Jeddah", "Mecca"),
    "Asia/Shanghai": ("Beijing", "Guangzhou", "Shenzhen"),
    "Asia/Tokyo": ("Kyoto", "Osaka"),
    "Australia/Sydney": ("Canberra",),
    "Europe/Amsterdam": ("Rotterdam", "The Hague"),
    "Europe/Berlin": ("Cologne", "Frankfurt", "Hamburg", "Leipzig", "Munich", "Stuttgart"),
    "Europe/Brussels": ("Antwerp", "Ghent"),
    "Europe/Istanbul": ("Ankara", "Izmir"),
    "Europe/Lisbon": ("Porto",),
    "Europe/London": ("Birmingham", "Edinburgh", "Glasgow", "Liverpool", "Manchester"),
    "Europe/Madrid": ("Barcelona", "Bilbao", "Seville", "Valencia"),
    "Europe/Moscow": ("St. Petersburg",),
    "Europe/Paris": ("Bordeaux", "Lyon", "Marseille", "Nice", "Toulouse"),
    "Europe/Rome": ("Bologna", "Florence", "Milan", "Naples", "Turin", "Venice"),
    "Europe/Stockholm": ("Gothenburg",),
    "Europe/Vienna": ("Graz", "Salzburg"),
    "Europe/Warsaw": ("Gdańsk", "Kraków", "Wrocław"),
    "Europe/Zurich": ("Basel", "Bern", "Geneva"),
    "Pacific/Auckland": ("Wellington",),
}
MAX_TYPED = 60  # characters of a text that is compared, or quoted in a message
MOST_NEAR = 3  # names in a message
LIKENESS = 0.75  # of a name to a mistyped one, where 1 is the same


def find(typed: str) -> str:
    """The zone that ``typed`` names: its IANA name or its city in any case, or its country.

    A former name is the current one: "Asia/Kolkata" for "Asia/Calcutta". Raises
    ValidationError("timezone", …) that names the nearest zones.
    """
    text = plain_text.squeeze(typed, MAX_TYPED)
    candidates = _look_up(text)
    if len(candidates) == 1:
        return candidates[0]
    raise ValidationError("timezone", _advice(text, candidates or _near(text)))


def current_name(name: str) -> str:
    """The current name of the IANA zone ``name``, which is often the same."""
    return former_names().get(name, name)


@cache
def cities() -> dict[str, str]:
    """Each zone that people choose by its city, sorted, with the code of its country."""
    rows = (line.split("\t") for line in _read("zone.tab"))
    codes = {name: code for code, _where, name, *_more in rows if name in wall_time.zone_names()}
    return dict(sorted(codes.items()))


@cache
def former_names() -> dict[str, str]:
    """The current name of each zone under every other name of it."""
    lines = (line.split() for line in _read("tzdata.zi") if line.startswith("L "))
    links = {name: target for _link, target, name in lines}
    targets = {name: links.get(target, target) for name, target in links.items()}
    former = {name: target for name, target in targets.items() if target in cities()}
    former |= {name: UTC for name, target in targets.items() if target == ETC_UTC} | {ETC_UTC: UTC}
    kept = cities().keys() | ABBREVIATIONS | {UTC}
    return {name: former[name] for name in former.keys() & wall_time.zone_names() - kept}


def labels(name: str, locale: Locale) -> list[str]:
    """How people read the zone, first by its own city: ["Berlin, Germany", "Cologne, Germany"]."""
    country = locale.territories.get(cities().get(name, ""))
    names = [_city(name), *LARGE_CITIES.get(name, ())]
    return [f"{city}, {country}" if country else city for city in names]


def _look_up(text: str) -> list[str]:
    """The zones that the text names: none, one, or several."""
    if text in wall_time.zone_names():
        return [current_name(text)]
    # "Berlin, Germany" is how the list shows it.
    keys = (_key(text), _key(text.partition(",")[0]))
    return next((sorted(_places()[key]) for key in keys if key in _places()), [])


def _near(text: str) -> list[str]:
    likely = get_close_matches(_key(text), _places(), n=MOST_NEAR, cutoff=LIKENESS)
    return list(dict.fromkeys(name for key in likely for name in sorted(_places()[key])))


def _advice(text: str, near: list[str]) -> str:
    if not near:
        return _("Type a city of the zone, such as Rome or New York, or UTC.")
    names = near[:MOST_NEAR]
    listed = _(" or ").join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return _("No single time zone is called “%(text)s”. Try %(names)s.", text=text, names=listed)


@cache
def _places() -> dict[str, frozenset[str]]:
    """Every key by which people may name a zone, with the zones it may mean."""
    places: defaultdict[str, set[str]] = defaultdict(set)
    for name in wall_time.zone_names():
        for key in _keys_of(name):
            places[key].add(current_name(name))
    for name, larger in LARGE_CITIES.items():
        for city in larger:
            places[_key(city)].add(name)
    english = Locale("en")
    countries: defaultdict[str, set[str]] = defaultdict(set)
    for name, code in cities().items():
        countries[_key(english.territories.get(code, code))].add(name)
    return {key: frozenset(zones) for key, zones in {**countries, **places}.items() if key}


def _keys_of(name: str) -> Iterator[str]:
    yield _key(name)
    area, _slash, rest = name.partition("/")
    if area != "Etc":  # "GMT+5" would be Etc/GMT+5, which is five hours behind
        yield _key(rest)
        yield _key(rest.rpartition("/")[2])
    if name in cities():
        yield _key(_city(name))


def _city(name: str) -> str:
    """The city of a zone as English writes it: "St. John’s" of America/St_Johns."""
    written = Locale("en").time_zones.get(name, {}).get("city")
    return str(written or name.rpartition("/")[2].replace("_", " "))


def _key(text: str) -> str:
    """What names are compared by: without case, accents, and signs between words."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(" " if letter in "_-" else letter for letter in letters)
    kept = "".join(letter for letter in plain if letter.isalnum() or letter in " /+")
    return "/".join(" ".join(part.split()) for part in kept.split("/"))


def _read(name: str) -> list[str]:
    """The lines of a file of the zone database."""
    text = (files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]
