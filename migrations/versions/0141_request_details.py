"""Query and headers of the lines of request logs, and an index of failures."""

import sqlalchemy as sa
from alembic import op

revision = "0141"
down_revision = "0140"
branch_labels = None
depends_on = None

FAILED = sa.text("status >= 400 OR error <> ''")


def upgrade():
    op.add_column(
        "request_line", sa.Column("query", sa.String(500), nullable=False, server_default="")
    )
    op.add_column(
        "request_line", sa.Column("headers_json", sa.Text(), nullable=False, server_default="{}")
    )
    op.add_column(
        "request_line",
        sa.Column("proven", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.create_index(
        "ix_request_line_failed",
        "request_line",
        ["client_id", "at", "id"],
        sqlite_where=FAILED,
        postgresql_where=FAILED,
    )


def downgrade():
    op.drop_index("ix_request_line_failed", "request_line")
    op.drop_column("request_line", "proven")
    op.drop_column("request_line", "headers_json")
    op.drop_column("request_line", "query")
