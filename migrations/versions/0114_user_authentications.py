"""How and when the user signed in, for ID tokens."""

import sqlalchemy as sa
from alembic import op

revision = "0114"
down_revision = "0113"
branch_labels = None
depends_on = None

HOLDERS = ("authorization_code", "token_family")


def upgrade():
    op.create_table(
        "user_authentication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("session", sa.String(length=24), nullable=False),
        sa.Column("proved_at", sa.Integer(), nullable=False),
        sa.Column("amr", sa.String(length=40), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=True),
        sa.Column("claims", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_user_authentication_user_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_authentication")),
    )
    for column in ("user_id", "session", "created_at"):
        op.create_index(op.f(f"ix_user_authentication_{column}"), "user_authentication", [column])
    for table in HOLDERS:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("authentication_id", sa.Integer(), nullable=True))
            batch.create_foreign_key(
                op.f(f"fk_{table}_authentication_id_user_authentication"),
                "user_authentication",
                ["authentication_id"],
                ["id"],
            )
            batch.create_index(op.f(f"ix_{table}_authentication_id"), ["authentication_id"])


def downgrade():
    for table in HOLDERS:
        with op.batch_alter_table(table) as batch:
            batch.drop_index(op.f(f"ix_{table}_authentication_id"))
            batch.drop_constraint(
                op.f(f"fk_{table}_authentication_id_user_authentication"), type_="foreignkey"
            )
            batch.drop_column("authentication_id")
    op.drop_table("user_authentication")
