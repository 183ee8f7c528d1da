"""Until when an import belongs to the process that works at it."""

import sqlalchemy as sa
from alembic import op

revision = "0129"
down_revision = "0128"
branch_labels = None
depends_on = None

WORKED_AT = sa.text("leased_until_at IS NOT NULL")


def upgrade():
    op.add_column("calendar_import", sa.Column("leased_until_at", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE calendar_import SET leased_until_at = 0 WHERE state IN ('importing', 'undoing')"
    )
    op.create_index(
        "ix_calendar_import_lease",
        "calendar_import",
        ["leased_until_at"],
        sqlite_where=WORKED_AT,
        postgresql_where=WORKED_AT,
    )


def downgrade():
    op.drop_index("ix_calendar_import_lease", "calendar_import")
    op.drop_column("calendar_import", "leased_until_at")
