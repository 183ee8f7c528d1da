"""Members of a team, and teams of a person, are found in the order in which they are shown."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade():
    present = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_membership_team",
        "membership",
        ["team_id", "id"],
        sqlite_where=present,
        postgresql_where=present,
    )
    op.drop_index("ix_membership_user_id", table_name="membership")
    op.create_index("ix_membership_user_id", "membership", ["user_id", "id"])


def downgrade():
    op.drop_index("ix_membership_user_id", table_name="membership")
    op.create_index("ix_membership_user_id", "membership", ["user_id"])
    op.drop_index("ix_membership_team", table_name="membership")
