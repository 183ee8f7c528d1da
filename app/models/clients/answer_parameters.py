"""The parameters of our answers, which no redirect URI may carry already.

An app would read one of two: a ``code`` or ``state`` that somebody wrote into the address could
pass for ours (RFC 9700 section 4.5).
"""

import re
import unicodedata
from urllib.parse import unquote, urlsplit

# RFC 6749 sections 4.1.2 and 4.2.2, RFC 9207, OpenID Connect Core and Session Management, JARM, and
# what the direct token adds.
NAMES = frozenset(
    """access_token code error error_description error_uri event_feed_url expires_in id_token iss
    refresh_token response scope session_state state token token_type""".split()
)
_SEPARATOR = re.compile("[&;]")
# PHP drops spaces before a name, reads what follows "[" as a key, and writes "_" for "." and " ".
_INDEX = re.compile(r"(?<=.)\[[^\]]*\].*", re.DOTALL)
_JOINTS = re.compile(r"[.\s\[]")
# Rack and Node's qs read "[name]" as "name", and what comes after the first bracket as a key.
_BRACKETS = re.compile(r"[\[\]]+")
# Scripts drop it from the front of a query before they read it.
_MARKS = "?#"


def find(uri: str) -> str | None:
    """The first name of NAMES in the query of ``uri``, however it is written; None without one."""
    for pair in _SEPARATOR.split(_decoded(urlsplit(uri).query).lstrip(_MARKS)):
        name, _equals, _value = pair.partition("=")
        if readings := _readings(name) & NAMES:
            return max(readings)
    return None


def _readings(name: str) -> set[str]:
    """What different parsers take ``name`` for."""
    bare = _BRACKETS.split(name.lstrip("[] "))[0]
    # Parsers in C end at a NUL; others leave it out.
    return {_as_read(name.partition("\0")[0]), _as_read(name), _as_read(bare)}


def _decoded(query: str) -> str:
    """``query`` without percent signs, even where it was encoded more than once."""
    while (decoded := unquote(query.replace("+", " "))) != query:
        query = decoded
    return query


def _as_read(name: str) -> str:
    """The name as the most lenient parser reads it."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    visible = "".join(c for c in plain if c.isspace() or unicodedata.category(c)[0] != "C")
    return _JOINTS.sub("_", _INDEX.sub("", visible.strip()))
