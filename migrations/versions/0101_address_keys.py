"""Addresses are compared by a key of their own, and domains are kept as ASCII.

Until here addresses were kept case-folded, with Unicode in their domains. Rows whose addresses
turn out to be the same are kept: one of them has the key, and `stagedoor check` lists the others.
"""

import string

import idna
import sqlalchemy as sa
from alembic import op

revision = "0101"
down_revision = "0100"
branch_labels = None
depends_on = None

ACCOUNTS = sa.table(
    "user_account",
    sa.column("id", sa.Integer),
    sa.column("email", sa.String),
    sa.column("email_key", sa.String),
    sa.column("verified_at", sa.Integer),
    sa.column("disabled_at", sa.Integer),
    sa.column("deleted_at", sa.Integer),
)
MAILED = [
    sa.table(name, sa.column("id", sa.Integer), sa.column("email", sa.String))
    for name in ("email_confirmation", "team_invitation", "client_transfer")
]
LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def upgrade():
    op.add_column("user_account", sa.Column("email_key", sa.String(length=254), nullable=True))
    rewrite(ACCOUNTS, with_ascii_domain, is_unique=True)
    for table in MAILED:
        rewrite(table, with_ascii_domain)
    set_keys()
    op.create_index("uq_user_account_email_key", "user_account", ["email_key"], unique=True)


def downgrade():
    op.drop_index("uq_user_account_email_key", table_name="user_account")
    op.drop_column("user_account", "email_key")
    rewrite(ACCOUNTS, case_folded, is_unique=True)
    for table in MAILED:
        rewrite(table, case_folded)


def rewrite(table, form, *, is_unique=False):
    """Store each address in the other form, except where another row has that one already."""
    connection = op.get_bind()
    rows = connection.execute(sa.select(table.c.id, table.c.email).order_by(table.c.id)).all()
    taken = {row.email for row in rows}
    for row in rows:
        address = form(row.email)
        if address == row.email or len(address) > 254 or (is_unique and address in taken):
            continue
        taken.add(address)
        connection.execute(table.update().where(table.c.id == row.id).values(email=address))


def set_keys():
    """Give each address to one account: a proved one first, then a usable one, then the oldest."""
    connection = op.get_bind()
    accounts = ACCOUNTS.c
    rows = connection.execute(
        sa.select(accounts.id, accounts.email)
        .where(accounts.deleted_at.is_(None))
        .order_by(
            accounts.verified_at.is_(None), accounts.disabled_at.is_not(None), accounts.id
        )
    ).all()
    taken = set()
    for row in rows:
        key = with_ascii_domain(row.email).translate(LOWER)
        if key in taken or not key.isascii():
            continue
        taken.add(key)
        connection.execute(
            ACCOUNTS.update().where(accounts.id == row.id).values(email_key=key)
        )


def with_ascii_domain(address):
    """Return the address with the A-labels of its domain; as it is when it has none."""
    local_part, at, domain = address.rpartition("@")
    try:
        labels = [to_ascii(label) for label in domain.translate(LOWER).split(".")]
    except ValueError:
        return address
    return f"{local_part}{at}{'.'.join(labels)}"


def to_ascii(label):
    """Return the label as an A-label; raises ValueError."""
    return label if label.isascii() else idna.alabel(label).decode()


def case_folded(address):
    """Return the address as it was kept before."""
    local_part, at, domain = address.rpartition("@")
    try:
        return f"{local_part}{at}{idna.decode(domain)}".casefold() if at else address
    except ValueError:
        return address.casefold()
