"""Which app added and last wrote an event, and the answers that repeated writes get."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

WITH_REF = sa.text("external_ref IS NOT NULL")


def upgrade():
    with op.batch_alter_table("event") as batch_op:
        for name in ("added_via_id", "updated_via_id"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(f"fk_event_{name}_client", "client", [name], ["id"])
    op.create_index(
        "ix_event_external_ref",
        "event",
        ["team_id", "added_via_id", "external_ref"],
        unique=True,
        sqlite_where=WITH_REF,
        postgresql_where=WITH_REF,
    )
    op.create_table(
        "idempotency_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("request_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers_json", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["grant.id"], name=op.f("fk_idempotency_key_grant_id_grant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_key")),
        sa.UniqueConstraint("grant_id", "digest", name=op.f("uq_idempotency_key_grant_id_digest")),
    )
    op.create_index("ix_idempotency_key_created_at", "idempotency_key", ["created_at"])


def downgrade():
    op.drop_table("idempotency_key")
    op.drop_index("ix_event_external_ref", "event")
    with op.batch_alter_table("event") as batch_op:
        for name in ("updated_via_id", "added_via_id"):
            batch_op.drop_constraint(f"fk_event_{name}_client", type_="foreignkey")
            batch_op.drop_column(name)
