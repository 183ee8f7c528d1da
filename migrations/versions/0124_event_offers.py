"""Tickets elsewhere, organizer, performers and the picture's description, of events.

Stored JSON gets the new members, empty. The text that is replaced is no part of any value: there
its quotes would be escaped.
"""

import sqlalchemy as sa
from alembic import op

revision = "0124"
down_revision = "0123"
branch_labels = None
depends_on = None

MEMBERS = ',"image_alt":null,"offers":null,"organizer":null,"performers":[]'
NEXT = ',"recurrence":'
COLUMNS = {
    "picture_alt": sa.String(300),
    "offer_url": sa.Text(),
    "offer_price": sa.String(14),
    "offer_currency": sa.String(3),
    "organizer_name": sa.String(200),
    "organizer_url": sa.Text(),
}


def upgrade():
    for name, kind in COLUMNS.items():
        op.add_column("event", sa.Column(name, kind, nullable=True))
    performers = sa.Column("performers_json", sa.Text(), server_default="[]", nullable=False)
    op.add_column("event", performers)
    _replace(NEXT, MEMBERS + NEXT)


def downgrade():
    # Events that have such content keep it in their JSON until they are written again.
    _replace(MEMBERS + NEXT, NEXT)
    with op.batch_alter_table("event") as batch:
        for name in (*COLUMNS, "performers_json"):
            batch.drop_column(name)


def _replace(old, new):
    statement = sa.text("UPDATE event SET rendered = replace(rendered, :old, :new)")
    op.execute(statement.bindparams(old=old, new=new))
