"""Indexes that lead from a family, and from a sign-in, to the codes that began them."""

from app.database import index_changes

revision = "0147"
down_revision = "0146"
branch_labels = None
depends_on = None

INDEXES = (
    ("authorization_code", "family_id"),
    ("device_authorization", "authentication_id"),
    ("device_authorization", "family_id"),
)


def upgrade():
    for table, column in INDEXES:
        index_changes.create(
            f"ix_{table}_{column}", table, [column], where=f"{column} IS NOT NULL"
        )


def downgrade():
    for table, column in reversed(INDEXES):
        index_changes.drop(f"ix_{table}_{column}", table)
