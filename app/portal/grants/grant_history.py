"""The history of a grant, from the audit trail: connected, scopes added, revoked."""

import json
from dataclasses import dataclass
from typing import Any

from app.language.texts import gettext as _
from app.models.audit_queries.audit_event import AuditEvent
from app.models.grants.grant import Grant
from app.models.teams.team import Team
from app.models.values import scopes
from app.portal.audit import audit_presenter


@dataclass(frozen=True)
class HistoryEntry:
    """What happened, with the scopes or name it was about, and its line of the audit trail."""

    title: str
    about: list[str]
    line: AuditEvent


def list_of(grant: Grant, team: Team | None = None) -> list[HistoryEntry]:
    """The history of ``grant``, newest first; for owners of ``team`` without its other teams."""
    held: frozenset[str] = frozenset()
    entries: list[HistoryEntry] = []
    for line in reversed(AuditEvent.list_of_grant(grant)):
        if not _concerns(line, team):
            continue
        names = scopes.parse(_facts(line).get("scopes")) or scopes.parse(grant.scopes)
        if line.action == "consent.approved":
            if _facts(line).get("management") == "replace":
                held = frozenset()
                entries.append(HistoryEntry(_("Access replaced"), _sentences(names), line))
            else:
                entries.append(_approval(line, held, names))
            held |= names
        elif line.action == "grant.narrowed":
            held = scopes.parse(_facts(line).get("scopes")) or held
            entries.append(HistoryEntry(_("Part of the access removed"), _removed(line), line))
        elif title := audit_presenter.describe_for_grant(line):
            name = _facts(line).get("name")
            entries.append(HistoryEntry(title, [str(name)] if name else [], line))
    return entries[::-1]


def _concerns(line: AuditEvent, team: Team | None) -> bool:
    # The line of an approval is of the first of its teams alone.
    return team is None or line.action == "consent.approved" or line.team_id in {None, team.id}


def _approval(line: AuditEvent, held: frozenset[str], names: frozenset[str]) -> HistoryEntry:
    new = names - scopes.closure(held)
    title = _("Connected")
    if held:
        title = _("More access allowed") if new else _("Allowed again")
    return HistoryEntry(title, _sentences(new), line)


def _removed(line: AuditEvent) -> list[str]:
    facts = _facts(line)
    team = facts.get("removed_team")
    return [str(team)] if team else _sentences(scopes.parse(facts.get("removed")))


def _sentences(names: frozenset[str]) -> list[str]:
    return [str(scope.sentence) for scope in scopes.describe(names)]


def _facts(line: AuditEvent) -> dict[str, Any]:
    facts = json.loads(line.detail)
    return facts if isinstance(facts, dict) else {}
