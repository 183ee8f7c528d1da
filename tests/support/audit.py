"""The lines of the audit trail that requests wrote, apart from those of rows made ready."""

from app.extensions import db
from app.models.audit import audit_seal, audit_trail
from app.models.audit_queries.audit_event import AuditEvent


def lines() -> list[AuditEvent]:
    """Return the lines in the order they were written."""
    written = db.select(AuditEvent).where(AuditEvent.request_id != "").order_by(AuditEvent.id)
    return list(db.session.scalars(written))


def actions() -> list[str]:
    """Return what they say was done."""
    return [line.action for line in lines()]


def forget() -> None:
    """Remove what rows made ready have written so far."""
    db.session.flush()
    db.session.execute(db.delete(audit_trail.TABLE))
    db.session.execute(db.delete(audit_seal.TABLE))
