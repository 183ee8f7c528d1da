"""What must hold after every fault, whatever broke: the rows against what callers were told.

Run it in an application context on the database, when nothing writes any more.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import text

from app.extensions import db
from app.models.audit_queries import audit_verification
from app.models.housekeeping import invariants
from app.models.values import secret
from faults.ledger import EventWrites, Family, Ledger

# What a finding costs: the column of the table in which it is counted.
LOST, DOUBLED, HALF_MADE, REVIVED, UNTOLD, BROKEN = (
    *("lost", "duplicated", "half-made", "revived"),
    *("not delivered", "broken"),
)
COLUMNS = (LOST, DOUBLED, HALF_MADE, REVIVED, UNTOLD, BROKEN)


@dataclass(frozen=True)
class Finding:
    """Something that does not hold; ``rule`` is J1 to J7."""

    rule: str
    column: str
    text: str

    def __str__(self) -> str:
        return f"{self.rule} {self.column}: {self.text}"


# Rows that half an act leaves behind; each query counts them.
HALF_MADE_ROWS = {
    "code(s) without a grant": """
SELECT count(*) FROM authorization_code c LEFT JOIN "grant" g ON g.id = c.grant_id
 WHERE g.id IS NULL""",
    "used code(s) without a family of tokens": """
SELECT count(*) FROM authorization_code WHERE used_at IS NOT NULL AND family_id IS NULL""",
    "family(ies) without an access token": """
SELECT count(*) FROM token_family f
 WHERE NOT EXISTS (SELECT 1 FROM access_token a WHERE a.family_id = f.id)""",
    "token(s) without grant, client or user": """
SELECT count(*) FROM access_token a LEFT JOIN "grant" g ON g.id = a.grant_id
  LEFT JOIN client c ON c.id = g.client_id LEFT JOIN user_account u ON u.id = g.user_id
 WHERE g.id IS NULL OR c.id IS NULL OR (g.user_id IS NOT NULL AND u.id IS NULL)""",
    "grant(s) without a team that have scopes for one": """
SELECT count(*) FROM "grant" g WHERE g.status = 'active' AND g.scopes LIKE '%events:%'
   AND g.user_id IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM grant_team t WHERE t.grant_id = g.id)""",
    "grant(s) without a line in the audit trail": """
SELECT count(*) FROM "grant" g
 WHERE NOT EXISTS (SELECT 1 FROM audit_event a WHERE a.grant_id = g.id)""",
    "family(ies) with more than one unspent refresh token": """
SELECT count(*) FROM (SELECT family_id FROM refresh_token WHERE spent_at IS NULL
 GROUP BY family_id HAVING count(*) > 1) several""",
    "spent refresh token(s) without a successor": """
SELECT count(*) FROM refresh_token r WHERE r.spent_at IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM refresh_token s WHERE s.family_id = r.family_id
                    AND s.id > r.id)""",
    "lost or doubled change number(s)": """
SELECT count(*) FROM (SELECT team_id, change_seq FROM event WHERE change_seq > 0
 GROUP BY team_id, change_seq HAVING count(*) > 1) doubled""",
}
_EVENTS = text("SELECT e.title, e.slug, e.summary, e.deleted_at FROM event e")
_TOKENS = {
    "code": "SELECT digest FROM authorization_code",
    "refresh": """
SELECT r.digest FROM refresh_token r JOIN token_family f ON f.id = r.family_id
 WHERE r.spent_at IS NULL AND f.revoked_at IS NULL""",
    "live": """
SELECT a.digest FROM access_token a JOIN token_family f ON f.id = a.family_id
 JOIN "grant" g ON g.id = a.grant_id
 WHERE a.revoked_at IS NULL AND a.superseded_at IS NULL AND f.revoked_at IS NULL
   AND g.status = 'active'""",
}
# The newest change of each event that a webhook is to be told of.
_CHANGES = text("""
SELECT w.url, e.id, e.change_seq FROM event e
  JOIN webhook_cursor k ON k.team_id = e.team_id AND k.stream = 'events'
  JOIN webhook w ON w.id = k.webhook_id AND w.state <> 'ended'
 WHERE e.title LIKE 'k%'""")
_DOUBLED_DELIVERIES = text("""
SELECT count(*) FROM (SELECT webhook_id, team_id, stream, seq FROM webhook_delivery
 WHERE stream IS NOT NULL AND is_extra = :no GROUP BY webhook_id, team_id, stream, seq
 HAVING count(*) > 1) doubled""")


def check_invariants(ledger: Ledger) -> list[Finding]:
    """Return everything that does not hold, J1 to J5 and J7; ``find_untold`` has J6."""
    checks = (_check_events, _check_rows, _check_spending, _check_tokens, _check_database)
    found = [finding for check in checks for finding in check(ledger)]
    db.session.rollback()
    if ledger.sent != ledger.answered + len(ledger.failures):
        sums = f"{ledger.sent} sent, {ledger.answered} answered, {len(ledger.failures)} failed"
        found.append(Finding("J7", BROKEN, sums))
    return found


def find_untold(newest: dict[tuple[str, int], int]) -> list[Finding]:
    """Return what webhooks were not told: J6. ``newest`` is what the receiver has heard."""
    found = []
    for url, number, seq in db.session.execute(_CHANGES):
        path = "/" + url.rpartition("/")[2]
        if newest.get((path, number), 0) < seq:
            found.append(Finding("J6", UNTOLD, f"change {seq} of event {number} to {path}"))
    doubled = db.session.scalar(_DOUBLED_DELIVERIES, {"no": False})
    if doubled:
        found.append(Finding("J6", DOUBLED, f"{doubled} change(s) in more than one message"))
    db.session.rollback()
    return found


def _check_events(ledger: Ledger) -> Iterator[Finding]:
    """J1: what was acknowledged is there, with the content acknowledged last, and once."""
    rows: dict[str, list[tuple[str, str | None, int | None]]] = {}
    for title, slug, summary, deleted_at in db.session.execute(_EVENTS):
        rows.setdefault(title, []).append((slug, summary, deleted_at))
    for event in ledger.events.values():
        yield from _check_event(event, rows.get(event.key, []))


def _check_event(
    event: EventWrites, rows: list[tuple[str, str | None, int | None]]
) -> Iterator[Finding]:
    if len(rows) > 1:
        yield Finding("J1", DOUBLED, f"{len(rows)} events of one key: {event.key}")
    if event.slug is None:
        return
    row = next((each for each in rows if each[0] == event.slug and each[2] is None), None)
    if row is None:
        yield Finding("J1", LOST, f"event {event.key}")
    elif row[1] not in {event.summary, *event.later}:
        yield Finding("J1", LOST, f"change {event.summary} of {event.key}, which has {row[1]}")


def _check_rows(_ledger: Ledger) -> Iterator[Finding]:
    """J2: nothing half-made."""
    for label, query in HALF_MADE_ROWS.items():
        if count := db.session.scalar(text(query)):
            yield Finding("J2", HALF_MADE, f"{count} {label}")
    for sentence in invariants.find_broken():
        yield Finding("J2", HALF_MADE, sentence)


def _check_spending(ledger: Ledger) -> Iterator[Finding]:
    """J3: no single-use credential got two different answers."""
    for tokens in ledger.spent.values():
        if len(tokens) > 1:
            yield Finding("J3", DOUBLED, f"a credential was exchanged for {len(tokens)} pairs")


def _check_tokens(ledger: Ledger) -> Iterator[Finding]:
    """J4: what was revoked stays so; J1 for credentials: what was handed out is still there."""
    stored = {name: set(db.session.scalars(text(query))) for name, query in _TOKENS.items()}
    for code in _digests(ledger.consents):
        if code not in stored["code"]:
            yield Finding("J1", LOST, "a code that a person was sent back with")
    for family in ledger.families:
        yield from _check_family(family, stored["refresh"], stored["live"])


def _check_family(family: Family, refresh: set[str], live: set[str]) -> Iterator[Finding]:
    is_usable = secret.digest(family.refresh_token) in refresh
    is_live = secret.digest(family.access_token) in live
    if family.is_revoked and (is_usable or is_live):
        yield Finding("J4", REVIVED, "a revoked token works")
    if not family.is_revoked and not family.is_doubtful and not (is_usable and is_live):
        yield Finding("J1", LOST, "tokens that were handed out last do not work")


def _digests(texts: Iterable[str]) -> list[str]:
    return [secret.digest(each) for each in texts]


def _check_database(_ledger: Ledger) -> Iterator[Finding]:
    """J5: the database's own checks, and the chain of the audit trail."""
    if db.engine.dialect.name == "sqlite":
        answers = [*db.session.scalars(text("PRAGMA integrity_check"))]
        if answers != ["ok"]:
            yield Finding("J5", BROKEN, f"integrity_check: {answers[:3]}")
        if broken := db.session.execute(text("PRAGMA foreign_key_check")).all():
            yield Finding("J5", BROKEN, f"foreign_key_check: {len(broken)} row(s)")
    else:
        yield from _check_postgres_indexes()
    if (broken_chain := audit_verification.verify()) is not None:
        yield Finding("J5", BROKEN, str(broken_chain))


def _check_postgres_indexes() -> Iterator[Finding]:
    """Each index has all rows of its table, by PostgreSQL's own extension where it is there."""
    available = text("SELECT 1 FROM pg_available_extensions WHERE name = 'amcheck'")
    if db.session.scalar(available) is None:
        return
    db.session.execute(text("CREATE EXTENSION IF NOT EXISTS amcheck"))
    indexes = text(
        "SELECT c.oid, c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " JOIN pg_am a ON a.oid = c.relam JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE a.amname = 'btree' AND n.nspname = 'public' AND i.indisvalid"
    )
    for number, name in db.session.execute(indexes).all():
        try:
            with db.session.begin_nested():
                db.session.execute(text("SELECT bt_index_check(:oid, true)"), {"oid": number})
        except Exception as error:
            yield Finding("J5", BROKEN, f"index {name}: {type(error).__name__}")
