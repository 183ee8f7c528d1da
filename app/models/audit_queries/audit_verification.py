"""Verifying the hash chain of the audit trail: the whole of it, or the lines of a page."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.models.audit import audit_chain, audit_seal, audit_trail
from app.models.audit.audit_chain import BEFORE_THE_FIRST, Break
from app.models.audit_queries import sealed_lines
from app.models.values import clock

LINE, SEAL = audit_trail.TABLE, audit_seal.TABLE


@dataclass(frozen=True)
class Head:
    """The newest seal: how many lines the chain has, and its hash, which covers all of them."""

    number: int
    hash: str

    def __str__(self) -> str:
        """Return the form in which a head is written down and compared."""
        return f"{self.number}:{self.hash}"


def head() -> Head:
    """Return the newest seal."""
    newest = select(SEAL.c.number, SEAL.c.hash).order_by(SEAL.c.number.desc()).limit(1)
    row = db.session.execute(newest).first()
    return Head(*row) if row else Head(0, BEFORE_THE_FIRST)


def has_head(earlier: Head) -> bool:
    """Whether the chain still contains a head that was written down; 0 lines are in any chain."""
    hash_now = db.session.scalar(select(SEAL.c.hash).where(SEAL.c.number == earlier.number))
    return (hash_now or (BEFORE_THE_FIRST if not earlier.number else "")) == earlier.hash


def verify() -> Break | None:
    """Seal what waits, check every line, and return the first break; None if there is none.

    Reads the whole trail, in batches. Ends the session's transaction, which has nothing to commit.
    """
    audit_seal.seal_all()
    removed: list[Break] = []
    found = _find_late_start() or audit_chain.find_break(_until_removed(removed))
    if found is not None:
        return found
    return removed[0] if removed else _find_added()


def find_misdated() -> Break | None:
    """The first line that is dated long before the one before it; None if there is none.

    Either a line was put in with a past date, or the clock was wrong: only people can tell.
    """
    later, earlier, seal_before = LINE.alias(), LINE.alias(), SEAL.alias()
    misdated = (
        select(SEAL.c.number, later.c.id)
        .join(later, later.c.id == SEAL.c.line_id)
        .join(seal_before, seal_before.c.number == SEAL.c.number - 1)
        .join(earlier, earlier.c.id == seal_before.c.line_id)
        .where(later.c.at < earlier.c.at - audit_seal.LATEST)
    )
    row = db.session.execute(misdated.order_by(SEAL.c.number).limit(1)).first()
    return None if row is None else Break(row.number, row.id, "misdated")


def record_verified(newest: Head) -> None:
    """Record that the chain was verified, for the operators' page."""
    audit_trail.record("audit.verified", lines=newest.number)


def find_changed(line_ids: Collection[int]) -> set[int]:
    """Return which of these lines are not what was sealed. A line that waits for its seal is."""
    before = SEAL.alias()
    fields = (LINE.c[name] for name in audit_chain.FIELDS)
    rows = (
        select(SEAL, *fields, before.c.hash.label("previous"))
        .join(LINE, LINE.c.id == SEAL.c.line_id)
        .outerjoin(before, before.c.number == SEAL.c.number - 1)
        .where(SEAL.c.line_id.in_(line_ids))
    )
    sealed = (
        sealed_lines.sealed({**row, "previous": row["previous"] or BEFORE_THE_FIRST})
        for row in db.session.execute(rows).mappings()
    )
    return {line["id"] for line in sealed if audit_chain.find_break([line]) is not None}


def _find_late_start() -> Break | None:
    """The first seal, if the chain does not begin with it."""
    first = db.session.execute(select(SEAL).order_by(SEAL.c.number).limit(1)).first()
    if first is None or first.number == 1:
        return None
    return Break(first.number, first.line_id, "removed" if first.number > 1 else "start")


def _until_removed(removed: list[Break]) -> Iterator[dict[str, Any]]:
    """Yield the lines up to the first one that was removed, which is put into ``removed``."""
    for line in sealed_lines.read_all():
        if line["action"] is None:
            removed.append(Break(line["number"], line["id"], "removed"))
            return
        yield line


def _find_added() -> Break | None:
    """A line that says it is older than what was sealed long ago was put between them."""
    is_sealed = select(SEAL.c.number).where(SEAL.c.line_id == LINE.c.id).exists()
    is_old = LINE.c.at < clock.now() - audit_seal.LATEST
    added = db.session.scalar(
        select(LINE.c.id).where(is_old, ~is_sealed).order_by(LINE.c.id).limit(1)
    )
    return None if added is None else Break(None, added, "added")
