"""Calendars elsewhere that teams follow, and which events come from them."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "calendar_subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("last_tried_at", sa.Integer(), nullable=True),
        sa.Column("last_succeeded_at", sa.Integer(), nullable=True),
        sa.Column("next_try_at", sa.Integer(), nullable=False),
        sa.Column("leased_until_at", sa.Integer(), nullable=True),
        sa.Column("failing_since_at", sa.Integer(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=400), nullable=True),
        sa.Column("etag", sa.String(length=200), nullable=False),
        sa.Column("last_modified", sa.String(length=200), nullable=False),
        sa.Column("body_digest", sa.String(length=64), nullable=True),
        sa.Column("report_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"],
            ["user_account.id"],
            name=op.f("fk_calendar_subscription_added_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_calendar_subscription_team_id_team")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_subscription")),
        sa.UniqueConstraint("public_id", name=op.f("uq_calendar_subscription_public_id")),
    )
    for column in ("next_try_at", "team_id"):
        name = f"ix_calendar_subscription_{column}"
        op.create_index(op.f(name), "calendar_subscription", [column])
    op.create_table(
        "subscribed_event",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("status_before", sa.String(length=10), nullable=True),
        sa.Column("missing_since_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_subscribed_event_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["calendar_subscription.id"],
            name=op.f("fk_subscribed_event_subscription_id_calendar_subscription"),
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_subscribed_event")),
    )
    op.create_index(
        op.f("ix_subscribed_event_subscription_id"), "subscribed_event", ["subscription_id"]
    )


def downgrade():
    op.drop_table("subscribed_event")
    op.drop_table("calendar_subscription")
