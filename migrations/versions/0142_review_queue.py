"""An index of the review queue that has the apps with another icon, too."""

import sqlalchemy as sa
from alembic import op

revision = "0142"
down_revision = "0141"
branch_labels = None
depends_on = None

UNREVIEWED = sa.text("reviewed_at IS NULL")
NEW_ICON = sa.text("new_icon_name IS NOT NULL")
QUEUED = sa.text("reviewed_at IS NULL OR new_icon_name IS NOT NULL")


def upgrade():
    op.drop_index("ix_client_waiting", "client")
    op.drop_index("ix_client_new_icon", "client")
    _create("ix_client_waiting", ["status", "waiting_since", "id"], QUEUED)


def downgrade():
    op.drop_index("ix_client_waiting", "client")
    _create("ix_client_waiting", ["status", "waiting_since", "id"], UNREVIEWED)
    _create("ix_client_new_icon", ["id"], NEW_ICON)


def _create(name, columns, where):
    op.create_index(name, "client", columns, sqlite_where=where, postgresql_where=where)
