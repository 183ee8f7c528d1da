"""Events have a stored next date.

Series are filled by the first list of their team: a row with moves_at 0 is computed when it is
read. So are events that the earlier release adds while both run.
"""

import sqlalchemy as sa
from alembic import op

revision = "0125"
down_revision = "0124"
branch_labels = None
depends_on = None

BATCH = 5_000  # rows
EXISTING = "deleted_at IS NULL"
MOVING = "deleted_at IS NULL AND moves_at IS NOT NULL"
COLUMNS = ("next_starts_at", "next_ends_at", "moves_at", "dates_ahead")
INDEXES = (
    ("ix_event_next_date", ("team_id", "next_starts_at", "id", "next_ends_at"), EXISTING),
    ("ix_event_moves", ("team_id", "moves_at"), MOVING),
)
FILL = sa.text(
    "UPDATE event SET next_starts_at = starts_at, next_ends_at = ends_at, moves_at = NULL"
    " WHERE recurrence_json IS NULL AND id > :after AND id <= :last"
)


def upgrade():
    for name, nullable in (("next_starts_at", False), ("next_ends_at", False), ("moves_at", True)):
        column = sa.Column(name, sa.BigInteger(), server_default="0", nullable=nullable)
        op.add_column("event", column)
    op.add_column("event", sa.Column("dates_ahead", sa.Text(), nullable=True))
    fill_single_events()
    for name, columns, where in INDEXES:
        rows = sa.text(where)
        op.create_index(name, "event", columns, sqlite_where=rows, postgresql_where=rows)


def downgrade():
    for name, _columns, _where in reversed(INDEXES):
        op.drop_index(name, table_name="event")
    with op.batch_alter_table("event") as batch:
        for name in reversed(COLUMNS):
            batch.drop_column(name)


def fill_single_events():
    connection = op.get_bind()
    last = connection.scalar(sa.text("SELECT coalesce(max(id), 0) FROM event"))
    for after in range(0, last, BATCH):
        connection.execute(FILL, {"after": after, "last": after + BATCH})
