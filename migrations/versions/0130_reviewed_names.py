"""The name under which an operator approved a client, which stays its own."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0130"
down_revision = "0129"
branch_labels = None
depends_on = None

HAS_NAME = sa.text("reviewed_name_key IS NOT NULL")


def upgrade():
    op.add_column("client", sa.Column("reviewed_name_key", sa.String(200), nullable=True))
    _keep_names()
    op.create_index(
        "ix_client_reviewed_name",
        "client",
        ["reviewed_name_key"],
        sqlite_where=HAS_NAME,
        postgresql_where=HAS_NAME,
    )


def _keep_names():
    connection = op.get_bind()
    client = sa.table(
        "client",
        *map(sa.column, ("id", "name", "name_key", "approved_facts", "reviewed_name_key")),
    )
    approved = sa.select(client).where(
        client.c.approved_facts.is_not(None), client.c.name != "Unnamed app"
    )
    for row in connection.execute(approved).all():
        if json.loads(row.approved_facts).get("name") == [row.name]:
            of_row = sa.update(client).where(client.c.id == row.id)
            connection.execute(of_row.values(reviewed_name_key=row.name_key))


def downgrade():
    op.drop_index("ix_client_reviewed_name", "client")
    op.drop_column("client", "reviewed_name_key")
