"""What happened to a grant, from the audit trail: connected, scopes added, revoked."""

import json
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.models.audit_queries.audit_event import AuditEvent
from app.models.grants.grant import Grant
from app.models.values import scopes
from app.portal.audit import audit_presenter


@dataclass(frozen=True)
class Happening:
    """One line: what, what it was about in words, and the line of the trail."""

    words: str
    about: list[str]
    line: AuditEvent


def list_of(grant: Grant) -> list[Happening]:
    """What happened to ``grant``, newest first."""
    held: frozenset[str] = frozenset()
    found: list[Happening] = []
    for line in reversed(AuditEvent.list_of_grant(grant)):
        names = scopes.parse(_facts(line).get("scopes")) or scopes.parse(grant.scopes)
        if line.action == "consent.approved":
            found.append(_approval(line, held, names))
            held |= names
        elif words := audit_presenter.describe_for_grant(line):
            found.append(Happening(words, _named(line), line))
    return found[::-1]


def _approval(line: AuditEvent, held: frozenset[str], names: frozenset[str]) -> Happening:
    new = names - scopes.closure(held)
    if not held:
        words = _("Connected")
    else:
        words = _("More was allowed") if new else _("Allowed again")
    return Happening(words, [str(scope.sentence) for scope in scopes.describe(new)], line)


def _named(line: AuditEvent) -> list[str]:
    """The name of what it was about, where it has one."""
    name = _facts(line).get("name")
    return [str(name)] if name else []


def _facts(line: AuditEvent) -> dict[str, Any]:
    facts = json.loads(line.detail)
    return facts if isinstance(facts, dict) else {}
