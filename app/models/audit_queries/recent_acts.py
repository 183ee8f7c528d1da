"""How often acts happened lately that an operator wants to hear of."""

from sqlalchemy import func, select

from app.extensions import db
from app.models.audit.audit_trail import TABLE
from app.models.values import clock

PERIOD = 3600  # seconds
# An attack, a flood, or a key that has to go. Each action has an index by time.
ACTIONS = (
    "authorization_code.replayed",
    "client.registered",
    "credential.leaked",
    "passkey.counter_fell",
    "refresh_token.reused",
    "user.registered",
    "user.second_step_failed",
    "user.sign_in_failed",
)


def count() -> dict[str, int]:
    """Return the number of acts in the last hour by action, 0 included."""
    since = clock.now() - PERIOD
    query = select(TABLE.c.action, func.count().label("number")).group_by(TABLE.c.action)
    rows = db.session.execute(query.where(TABLE.c.action.in_(ACTIONS), TABLE.c.at > since))
    return dict.fromkeys(ACTIONS, 0) | {row.action: row.number for row in rows}
