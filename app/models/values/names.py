"""Names of people, teams and apps, which strangers read in pages and mails."""

import re
import unicodedata

from app.config import settings
from app.language.texts import gettext as _
from app.models.values import confusables, plain_text
from app.models.values.errors import ValidationError

SOFTWARE = "stagedoor"
# A name made only of these words would look like ours.
RESERVED_WORDS = frozenset(
    "admin administrator app official support security system moderator team the".split()
)
DISTINCT = 8  # characters from which on a name of the installation is not an everyday word
MAX_KEY = 200  # characters

# What a mail program makes a link of: a scheme, or a host with or without one.
_URL = re.compile(
    r"[a-z][a-z0-9+.-]*:/|\b(?:mailto|tel|data|javascript):|\bwww\b|//"
    r"|\w\.[^\W\d_]{2,}|\b\d{1,3}(?:\.\d{1,3}){3}\b|\w@\w",
    re.I,
)
_DOTS = str.maketrans(dict.fromkeys("\u3002\uff0e\uff61\u2024\ufe52", "."))
# Alphabets with letters that look like Latin ones.
_LIKE_LATIN = frozenset({"ARMENIAN", "CHEROKEE", "COPTIC", "CYRILLIC", "GREEK", "LISU"})
# Signs that stand for letters to readers, and that case folding pulled apart: I, l and 1.
_READ_AS = str.maketrans("i135", "lles")


def check(name: str, *, field: str = "name", max_length: int) -> str:
    """Return the name on one line with single spaces.

    Raises ValidationError(field, …) for characters that cannot be seen, for a name that mixes
    alphabets within a word or contains a web address, and for one that looks like the
    installation's.
    """
    checked = " ".join(plain_text.one_line(name, field=field, max_length=max_length).split())
    if any(map(_mixes_alphabets, checked.split())):
        raise ValidationError(field, _("Write each word in the letters of one alphabet."))
    if _URL.search(unicodedata.normalize("NFKC", checked).translate(_DOTS)):
        advice = _("Leave out web addresses. Put a space after a full stop.")
        raise ValidationError(field, advice)
    if not key(checked):
        raise ValidationError(field, _("Use at least one letter or digit."))
    if _looks_like_ours(checked):
        raise ValidationError(field, _("This name looks like one of ours. Choose another."))
    return checked


def key(name: str) -> str:
    """What names that look alike have in common: no case, accents, spacing or other signs."""
    return "".join(_words(name))[:MAX_KEY]


def _looks_like_ours(name: str) -> bool:
    words, whole = set(_words(name)), key(name)
    if words <= {key(word) for word in RESERVED_WORDS} or key(SOFTWARE) in whole:
        return True
    ours = settings().instance_name
    own_words = {*_words(ours), *map(key, RESERVED_WORDS)}
    is_own = words <= own_words and any(len(word) >= DISTINCT for word in words)
    return is_own or whole == key(ours) or (len(key(ours)) >= DISTINCT and key(ours) in whole)


def _words(name: str) -> list[str]:
    folded = _fold(_fold(unicodedata.normalize("NFKD", name))).translate(_READ_AS)
    kept = [char if char.isalnum() else " " for char in folded if not unicodedata.combining(char)]
    return "".join(kept).split()


def _fold(text: str) -> str:
    """Without case: the skeleton of a capital is another sign than that of its small letter."""
    return unicodedata.normalize("NFKD", confusables.skeleton(text).casefold())


def _mixes_alphabets(word: str) -> bool:
    # Within one word a letter of another alphabet cannot be seen.
    alphabets = {unicodedata.name(c, "").split(" ")[0] for c in word if c.isalpha()}
    return "LATIN" in alphabets and bool(alphabets & _LIKE_LATIN)
