"""When the last date of an event is over: series end, too."""

import json
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op
from dateutil.rrule import rrulestr

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOST = 10_000  # occurrences that a rule may count
EVENT = sa.table(
    "event",
    *(sa.column(name) for name in ("id", "ends_at", "timezone", "all_day", "last_ends_at")),
    *(sa.column(name) for name in ("recurrence_json", "overrides_json")),
    *(sa.column(name, sa.DateTime()) for name in ("start_local", "end_local", "rule_end_local")),
)


def upgrade():
    with op.batch_alter_table("event") as batch_op:
        batch_op.add_column(sa.Column("last_ends_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("rule_end_local", sa.DateTime(), nullable=True))
    is_series = EVENT.c.recurrence_json.is_not(None)
    op.execute(sa.update(EVENT).where(~is_series).values(last_ends_at=EVENT.c.ends_at))
    connection = op.get_bind()
    for row in connection.execute(sa.select(EVENT).where(is_series)).all():
        values = _end_of(row)
        connection.execute(sa.update(EVENT).where(EVENT.c.id == row.id).values(values))


def downgrade():
    with op.batch_alter_table("event") as batch_op:
        batch_op.drop_column("rule_end_local")
        batch_op.drop_column("last_ends_at")


def _end_of(row):
    """Both new columns; nothing, which means without end, for a rule that cannot be followed."""
    recurrence = json.loads(row.recurrence_json)
    rule_end = None
    if recurrence["rrule"]:
        rule_end = _end_of_rule(recurrence["rrule"].upper(), row)
        if rule_end is None:
            return {"last_ends_at": None}
    moments = [row.start_local, *filter(None, [rule_end])]
    moments += [datetime.fromisoformat(one) for one in recurrence["rdates"]]
    ends = [max(moments) + (row.end_local - row.start_local)]
    ends += [datetime.fromisoformat(one["end"]) for one in json.loads(row.overrides_json)]
    last = max(ends).replace(tzinfo=ZoneInfo(row.timezone)).astimezone(UTC)
    return {"last_ends_at": int(last.timestamp()) + 1, "rule_end_local": rule_end}


def _end_of_rule(text, row):
    parts = dict(part.split("=") for part in text.split(";") if part)
    until = parts.pop("UNTIL", None)
    rule = ";".join("=".join(part) for part in parts.items())
    try:
        if until:
            return _wall(until, row)
        if "COUNT" in parts:
            times = rrulestr(rule, dtstart=row.start_local)
            soon = row.start_local + timedelta(days=40_000)
            last = None
            for last in islice(times, MOST):
                if last > soon:
                    return None
            return last
    except (ValueError, OverflowError):
        pass
    return None


def _wall(until, row):
    day = datetime.strptime(until[:8], "%Y%m%d")
    if row.all_day:
        return day
    moment = datetime.strptime(until[:8] + (until[9:15] or "235959"), "%Y%m%d%H%M%S")
    if not until.endswith("Z"):
        return moment
    instant = moment.replace(tzinfo=UTC)
    return instant.astimezone(ZoneInfo(row.timezone)).replace(tzinfo=None)
