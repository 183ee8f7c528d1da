"""Bookings: terms of events, tickets of dates and of guests, their stream, invitations to them."""

import sqlalchemy as sa
from alembic import op

revision = "0126"
down_revision = "0125"
branch_labels = None
depends_on = None

NEWS = sa.text("news IS NOT NULL")
FILL = """
UPDATE ticket SET
    team_id = (SELECT team_id FROM event WHERE event.id = ticket.event_id),
    booked_by_id = holder_id,
    name = (SELECT name FROM user_account WHERE user_account.id = ticket.holder_id),
    email = (SELECT email FROM user_account WHERE user_account.id = ticket.holder_id),
    updated_at = created_at,
    change_seq = (
        SELECT count(*) FROM ticket AS earlier JOIN event ON event.id = earlier.event_id
         WHERE earlier.id <= ticket.id
           AND event.team_id = (SELECT team_id FROM event WHERE event.id = ticket.event_id))
"""
COUNT = """
UPDATE team SET booking_seq = (
    SELECT count(*) FROM ticket JOIN event ON event.id = ticket.event_id
     WHERE event.team_id = team.id)
"""


def upgrade():
    for name in ("booking_seq", "forgotten_booking_seq"):
        column = sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")
        op.add_column("team", column)
    op.create_table(
        "booking_terms",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("opens_at", sa.Integer(), nullable=True),
        sa.Column("closes_at", sa.Integer(), nullable=True),
        sa.Column("per_person", sa.Integer(), nullable=False),
        sa.Column("waiting_list", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_booking_terms_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_booking_terms")),
    )
    op.drop_index("ix_ticket_event_id", "ticket")
    with op.batch_alter_table("ticket") as batch:
        batch.add_column(sa.Column("team_id", sa.Integer(), nullable=True))
        batch.add_column(
            sa.Column("recurrence_id", sa.String(length=32), nullable=False, server_default="")
        )
        batch.add_column(sa.Column("booked_by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("name", sa.String(length=80), nullable=True))
        batch.add_column(sa.Column("email", sa.String(length=254), nullable=True))
        batch.add_column(sa.Column("sealed_code", sa.Text(), nullable=True))
        batch.add_column(sa.Column("used_at", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("news", sa.String(length=10), nullable=True))
        batch.add_column(sa.Column("change_seq", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("updated_at", sa.Integer(), nullable=True))
        batch.alter_column("holder_id", existing_type=sa.Integer(), nullable=True)
    op.execute(FILL)
    op.execute(COUNT)
    with op.batch_alter_table("ticket") as batch:
        for name, kind in (
            ("team_id", sa.Integer()),
            ("change_seq", sa.BigInteger()),
            ("updated_at", sa.Integer()),
        ):
            batch.alter_column(name, existing_type=kind, nullable=False)
        batch.create_foreign_key(op.f("fk_ticket_team_id_team"), "team", ["team_id"], ["id"])
        batch.create_foreign_key(
            op.f("fk_ticket_booked_by_id_user_account"), "user_account", ["booked_by_id"], ["id"]
        )
    op.create_index("ix_ticket_date", "ticket", ["event_id", "recurrence_id", "status", "id"])
    op.create_index("ix_ticket_stream", "ticket", ["team_id", "change_seq"], unique=True)
    op.create_index("ix_ticket_booked_by_id", "ticket", ["booked_by_id"])
    op.create_index("ix_ticket_news", "ticket", ["id"], sqlite_where=NEWS, postgresql_where=NEWS)
    op.create_table(
        "ticket_invitation",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("is_transfer", sa.Boolean(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.Integer(), nullable=False),
        sa.Column("ended_as", sa.String(length=10), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name=op.f("fk_ticket_invitation_ticket_id_ticket"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"],
            ["user_account.id"],
            name=op.f("fk_ticket_invitation_sent_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_invitation")),
        sa.UniqueConstraint("digest", name=op.f("uq_ticket_invitation_digest")),
    )
    op.create_index(op.f("ix_ticket_invitation_ticket_id"), "ticket_invitation", ["ticket_id"])


def downgrade():
    op.drop_table("ticket_invitation")
    for name in ("ix_ticket_news", "ix_ticket_booked_by_id", "ix_ticket_stream", "ix_ticket_date"):
        op.drop_index(name, "ticket")
    op.execute("DELETE FROM ticket WHERE holder_id IS NULL OR status = 'waiting'")
    with op.batch_alter_table("ticket") as batch:
        batch.drop_constraint(op.f("fk_ticket_team_id_team"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_ticket_booked_by_id_user_account"), type_="foreignkey")
        for name in (
            *("updated_at", "change_seq", "news", "used_at", "sealed_code", "email", "name"),
            *("booked_by_id", "recurrence_id", "team_id"),
        ):
            batch.drop_column(name)
        batch.alter_column("holder_id", existing_type=sa.Integer(), nullable=False)
    op.create_index(op.f("ix_ticket_event_id"), "ticket", ["event_id"])
    op.drop_table("booking_terms")
    with op.batch_alter_table("team") as batch:
        batch.drop_column("forgotten_booking_seq")
        batch.drop_column("booking_seq")
