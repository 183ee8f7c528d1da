"""A user's activity: their own acts, acts of others on their account, and calls of their apps."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import selectinload

from app.database import keyset
from app.database.keyset import PAGE, Page, Position
from app.models.accounts.user import User
from app.models.audit_queries.audit_event import AuditEvent
from app.models.clients.client import Client
from app.models.grants.grant import Grant

# The kinds of lines that can be selected, by the beginnings of their actions.
KINDS = {
    "sign-ins": ("user.sign", "session."),
    "account": (
        "user.registered",
        "user.promoted",
        "user.demoted",
        "operator.",
        "profile.",
        "password.",
        "email.",
    ),
    "permissions": (
        "consent.",
        "grant.",
        "token.",
        "authorization_code.",
        "refresh_token.",
        "credential.",
    ),
    "apps": ("client.",),
    "teams": ("team.", "member.", "event.", "feed_link.", "owner_request."),
}


def list_lines(
    person: User, *, kind: str = "", after: Position | None = None, limit: int = PAGE
) -> Page[AuditEvent]:
    """Return a page of the lines about ``person``, newest first, with the rows they refer to.

    ``kind`` is one of KINDS, or empty for all of them.
    """
    granted = select(Grant.id).where(Grant.user_id == person.id)
    made = select(Client.id).where(Client.is_open_to(person))
    # Separate queries, because each condition has an index by time and the union has none.
    own = (
        AuditEvent.actor_id == person.id,
        AuditEvent.subject_id == person.id,
        AuditEvent.grant_id.in_(granted),
        # Its developers must not see which other users refused to authorize an app.
        and_(AuditEvent.client_id.in_(made), AuditEvent.action.startswith("client.")),
    )
    newest = {line for condition in own for line in _newest(condition, kind, after, limit + 1)}
    lines = sorted(newest, key=lambda line: (line.at, line.id), reverse=True)
    if len(lines) <= limit:
        return Page(lines, None)
    return Page(lines[:limit], (lines[limit - 1].at, lines[limit - 1].id))


def _newest(
    condition: ColumnElement[bool], kind: str, after: Position | None, limit: int
) -> Sequence[AuditEvent]:
    names = (AuditEvent.actor, AuditEvent.client, AuditEvent.team)
    lines = select(AuditEvent).where(condition).options(*(selectinload(name) for name in names))
    if kind:
        lines = lines.where(or_(*(AuditEvent.action.startswith(start) for start in KINDS[kind])))
    page: Page[AuditEvent] = keyset.read_page(
        lines, AuditEvent.at, AuditEvent.id, after=after, limit=limit
    )
    return page.rows
