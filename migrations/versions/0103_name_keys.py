"""Keys of apps' names compare by the confusables of Unicode TS 39."""

import sqlalchemy as sa
from alembic import op

from app.models.values import names

revision = "0103"
down_revision = "0102"
branch_labels = None
depends_on = None

client = sa.table("client", sa.column("id"), sa.column("name"), sa.column("name_key"))


def upgrade():
    connection = op.get_bind()
    rows = connection.execute(sa.select(client.c.id, client.c.name, client.c.name_key)).all()
    for row in rows:
        if (key := names.key(row.name)) != row.name_key:
            connection.execute(
                sa.update(client).where(client.c.id == row.id).values(name_key=key)
            )


def downgrade():
    """Nothing: a key is made anew when the app is saved."""
