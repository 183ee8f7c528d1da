"""Numbers of events that SQLite never gives out again.

Adding pictures (0128) rebuilt the table and lost that.
"""

from alembic import op

revision = "0143"
down_revision = "0142"
branch_labels = None
depends_on = None


def upgrade():
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(numbers_are_kept=True)


def downgrade():
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(numbers_are_kept=False)


def _rebuild(*, numbers_are_kept):
    options = {"sqlite_autoincrement": numbers_are_kept}
    with op.batch_alter_table("event", recreate="always", table_kwargs=options):
        pass
