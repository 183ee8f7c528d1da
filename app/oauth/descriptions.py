"""What the wire says of a reason that the flow doctor knows.

A client learns which parameter or scope it was, and what became of its own code or token. What is
another client's is unknown, and a failed authentication is only that (invariant 5).
"""

import re
from collections.abc import Callable

from app.models.flow_doctor.diagnosis import Diagnosis, Facts, Reason

MAX_NAMES = 3
# No HTML can be made of these; a scope may contain more (RFC 6749 section 3.3).
_HARMLESS = re.compile(r"[A-Za-z0-9:._/-]{1,40}")

ENDED = "The user's permission has ended."
ENDINGS = {
    "orphaned": "The user no longer owns the team. Keep the refresh_token: it works again once "
    "another owner adopts the app.",
}
TEXTS: dict[Reason, str | Callable[[Facts], str]] = {
    Reason.SCOPE_UNKNOWN: lambda facts: _of_scopes(facts, "unknown"),
    Reason.SCOPE_ABOVE_CEILING: lambda facts: _of_scopes(facts, "not registered for this app"),
    Reason.SCOPE_ABOVE_GRANT: lambda facts: _of_scopes(facts, "not part of what was granted"),
    Reason.SCOPE_REMOVED: lambda facts: _of_scopes(facts, "no longer allowed by the user"),
    Reason.GRANT_NARROWED: "The user has removed the access that this was issued for.",
    Reason.CODE_UNKNOWN: "The code is unknown, or was issued to another client.",
    Reason.CODE_USED: "The code has been used before.",
    Reason.CODE_EXPIRED: "The code has expired.",
    Reason.TOKEN_URI_MISSING: "Missing required parameter: redirect_uri, as it was in the "
    "authorization request.",
    Reason.VERIFIER_MISSING: "Missing required parameter: code_verifier.",
    Reason.VERIFIER_WRONG: "The code_verifier does not match the code_challenge.",
    Reason.VERIFIER_UNEXPECTED: "Leave out code_verifier: the authorization request had no "
    "code_challenge.",
    Reason.REFRESH_UNKNOWN: "The refresh_token is unknown, or was issued to another client.",
    Reason.REFRESH_REUSED: "The refresh_token has been used before, which ended the connection.",
    Reason.REFRESH_EXPIRED: "The refresh_token has expired.",
    Reason.FAMILY_ENDED: "The refresh_token has been revoked.",
    Reason.GRANT_ENDED: lambda facts: ENDINGS.get(str(facts.get("how")), ENDED),
}


def of_reason(diagnosis: Diagnosis | None) -> str | None:
    """The description, in plain ASCII; None where only the error's own may be said."""
    if diagnosis is None:
        return None
    text = TEXTS.get(diagnosis.reason)
    return text(diagnosis.facts) if callable(text) else text


def _of_scopes(facts: Facts, what: str) -> str:
    names = [name for name in str(facts["scopes"]).split() if _HARMLESS.fullmatch(name)]
    if not names:
        return f"A requested scope is {what}."
    if len(names) == 1:
        return f"The scope {names[0]} is {what}."
    return f"The scopes {', '.join(names[:MAX_NAMES])} are {what}."
