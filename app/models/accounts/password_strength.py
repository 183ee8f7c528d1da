"""How easily a password is guessed, as zxcvbn estimates it, and what to say about a weak one."""

import re
from collections.abc import Iterable

from zxcvbn_rs_py import Warning as Pattern
from zxcvbn_rs_py import zxcvbn

from app.config import settings
from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.values.errors import ValidationError

# Characters that are looked at: zxcvbn becomes slow beyond, and reads no more of a password.
MAX_JUDGED = 100
# The least number of guesses, as a power of ten, for zxcvbn's scores.
GUESSES = {2: 6.0, 3: 8.0, 4: 10.0}
_REASONS = (
    (Pattern.ThisIsATop10Password, lazy_gettext("It is one of the most common passwords.")),
    (Pattern.ThisIsATop100Password, lazy_gettext("It is one of the most common passwords.")),
    (Pattern.ThisIsACommonPassword, lazy_gettext("It is a very common password.")),
    (
        Pattern.ThisIsSimilarToACommonlyUsedPassword,
        lazy_gettext("It is similar to a very common password."),
    ),
    (
        Pattern.StraightRowsOfKeysAreEasyToGuess,
        lazy_gettext("Rows of keys on the keyboard are easy to guess."),
    ),
    (
        Pattern.ShortKeyboardPatternsAreEasyToGuess,
        lazy_gettext("Patterns on the keyboard are easy to guess."),
    ),
    (
        Pattern.RepeatsLikeAaaAreEasyToGuess,
        lazy_gettext("Repeated characters are easy to guess."),
    ),
    (
        Pattern.RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess,
        lazy_gettext("Repeated words are easy to guess."),
    ),
    (
        Pattern.SequencesLikeAbcAreEasyToGuess,
        lazy_gettext("Sequences such as abc or 6543 are easy to guess."),
    ),
    (Pattern.RecentYearsAreEasyToGuess, lazy_gettext("Years are easy to guess.")),
    (Pattern.DatesAreOftenEasyToGuess, lazy_gettext("Dates are easy to guess.")),
    (Pattern.AWordByItselfIsEasyToGuess, lazy_gettext("A single word is easy to guess.")),
    (
        Pattern.NamesAndSurnamesByThemselvesAreEasyToGuess,
        lazy_gettext("Names are easy to guess."),
    ),
    (Pattern.CommonNamesAndSurnamesAreEasyToGuess, lazy_gettext("Names are easy to guess.")),
)


def require(password: str, about: Iterable[str] = ()) -> None:
    """Raise ValidationError("password", …) when ``password`` is too easily guessed.

    ``about`` are texts that a guesser would try first: the person's address and name, and the
    name of the installation.
    """
    # zxcvbn takes no halves of surrogate pairs.
    judged = password[:MAX_JUDGED].encode("utf-8", "replace").decode()
    estimate = zxcvbn(judged, _words(about))
    if estimate.guesses_log10 >= GUESSES[settings().password_min_score]:
        return
    pattern = estimate.feedback.warning if estimate.feedback else None
    # zxcvbn's patterns have no hash, so this is no dictionary.
    reasons = [reason for known, reason in _REASONS if known == pattern]
    message = _("This password is too easy to guess.")
    advice = _("Use a few words that do not belong together.")
    raise ValidationError("password", " ".join([message, *map(str, reasons), advice]))


def _words(about: Iterable[str]) -> list[str]:
    """Return the texts and their words, as zxcvbn finds a text only as a whole."""
    texts = [text[:MAX_JUDGED].encode("utf-8", "replace").decode() for text in about]
    words = [
        word for text in texts for word in (*text.split("@"), *re.split(r"[\W_]+", text)) if word
    ]
    return [*texts, *("".join(text.split()) for text in texts), *words]
