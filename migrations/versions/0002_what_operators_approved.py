"""What operators approved and asked, whom the audit trail is about, indexes for long lists."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Table: the indexes that order a list, with the columns of each.
NEW = {
    "audit_event": {
        "ix_audit_event_actor_id": ["actor_id", "at", "id"],
        "ix_audit_event_at": ["at", "id"],
        "ix_audit_event_client_id": ["client_id", "at", "id"],
        "ix_audit_event_team_id": ["team_id", "at", "id"],
        "ix_audit_event_subject_id": ["subject_id", "at", "id"],
        "ix_audit_event_grant_id": ["grant_id", "at", "id"],
        "ix_audit_event_action": ["action", "at", "id"],
    },
    "client": {
        "ix_client_owner_id": ["owner_id", "id"],
        "ix_client_status": ["status", "id"],
    },
    "grant": {"ix_grant_user_id": ["user_id", "approved_at", "id"]},
    "grant_team": {"ix_grant_team_team_id": ["team_id", "grant_id"]},
}
OLD = {
    "audit_event": {
        "ix_audit_event_actor_id": ["actor_id"],
        "ix_audit_event_at": ["at"],
        "ix_audit_event_client_id": ["client_id"],
        "ix_audit_event_team_id": ["team_id"],
    },
    "client": {"ix_client_owner_id": ["owner_id"]},
    "grant": {"ix_grant_user_id": ["user_id"]},
    "grant_team": {"ix_grant_team_team_id": ["team_id"]},
}
# Index: its table, its columns, and the condition on each database.
PARTIAL = {
    "ix_client_waiting": (
        "client",
        ["status", "waiting_since", "id"],
        "reviewed_at IS NULL",
        "reviewed_at IS NULL",
    ),
    "ix_audit_event_client_itself": (
        "audit_event",
        ["client_id", "at", "id"],
        "grant_id IS NULL",
        "grant_id IS NULL",
    ),
    "ix_user_account_disabled": (
        "user_account",
        ["id"],
        "disabled_at IS NOT NULL",
        "disabled_at IS NOT NULL",
    ),
    "ix_user_account_operator": ("user_account", ["id"], "is_operator = 1", "is_operator"),
}


def upgrade():
    with op.batch_alter_table("client") as batch_op:
        for name in ("approved_facts", "review_question", "review_answer"):
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=True))
    with op.batch_alter_table("audit_event") as batch_op:
        batch_op.add_column(sa.Column("subject_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_audit_event_subject_id_user_account"),
            "user_account",
            ["subject_id"],
            ["id"],
        )
    replace_indexes(OLD, NEW)
    for name, (table, columns, on_sqlite, on_postgresql) in PARTIAL.items():
        op.create_index(
            name,
            table,
            columns,
            sqlite_where=sa.text(on_sqlite),
            postgresql_where=sa.text(on_postgresql),
        )


def downgrade():
    for name, (table, *_rest) in PARTIAL.items():
        op.drop_index(name, table_name=table)
    replace_indexes(NEW, OLD)
    with op.batch_alter_table("audit_event") as batch_op:
        batch_op.drop_constraint(op.f("fk_audit_event_subject_id_user_account"), type_="foreignkey")
        batch_op.drop_column("subject_id")
    with op.batch_alter_table("client") as batch_op:
        for name in ("review_answer", "review_question", "approved_facts"):
            batch_op.drop_column(name)


def replace_indexes(before, after):
    """Drop the indexes of ``before`` and make those of ``after``."""
    for table, indexes in before.items():
        for name in indexes:
            op.drop_index(name, table_name=table)
    for table, indexes in after.items():
        for name, columns in indexes.items():
            op.create_index(name, table, columns)
