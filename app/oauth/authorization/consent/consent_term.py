"""How long the access lasts: the choice on the consent page."""

from datetime import timedelta
from typing import Any

from app.config import settings
from app.language.formats import format_timedelta
from app.language.texts import gettext as _
from app.models.grants.grant import Grant
from app.models.grants.grant_term import Term

FIELD = "expires"


def describe(grant: Grant | None, chosen: str | None = None) -> dict[str, Any]:
    """The options, with the one that is chosen: now, or at the last approval of ``grant``."""
    offered = Term.on_offer()
    before = Term(grant.term) if grant is not None else Term.UNTIL_REVOKED
    selected = chosen or (before if before in offered else Term.UNTIL_REVOKED)
    return {
        "name": FIELD,
        "options": [
            {"value": term.value, "text": label(term), "selected": term == selected}
            for term in offered
        ],
    }


def read(value: str | None) -> Term | None:
    """The submitted choice; None without one. Raises ValueError for any other text."""
    return Term(value) if value is not None else None


def label(term: Term) -> str:
    """The option for people, with the limit that the operator sets."""
    longest = settings().grant_lifetime
    if term is Term.MONTH:
        return _("For 30 days")
    if term is Term.YEAR:
        return _("For a year")
    if longest:
        time = format_timedelta(timedelta(seconds=longest), threshold=2)
        return _("Until I revoke it, for %(time)s at most", time=time)
    return _("Until I revoke it")
