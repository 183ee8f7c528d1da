"""The languages of the product, by their tags (BCP 47)."""

from collections.abc import Iterable

DEFAULT = "en"
LOCALES = (DEFAULT, "de")
NAMES = {"en": "English", "de": "Deutsch"}  # each in itself, as those who look for it read


def match(tags: Iterable[str]) -> str | None:
    """The language for the first of ``tags`` there is, whatever its region; None for none.

    By lookup (RFC 4647 section 3.4): "de-CH" is "de". A wildcard is the default.
    """
    for tag in tags:
        language = tag.replace("_", "-").partition("-")[0].lower()
        if language in LOCALES:
            return language
        if language == "*":
            return DEFAULT
    return None
