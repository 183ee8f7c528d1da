"""Indexes of lists of tickets, and of what is purged from tables with millions of rows."""

from app.database import index_changes

revision = "0144"
down_revision = "0143"
branch_labels = None
depends_on = None

DELETED = "deleted_at IS NOT NULL"


def upgrade():
    index_changes.create("ix_ticket_event", "ticket", ["event_id", "id"])
    index_changes.create("ix_ticket_team", "ticket", ["team_id", "id"])
    index_changes.create("ix_ticket_holder", "ticket", ["holder_id", "id"])
    index_changes.drop("ix_ticket_holder_id", "ticket")
    index_changes.create("ix_event_deleted", "event", ["deleted_at"], where=DELETED)
    index_changes.create("ix_token_family_expires_at", "token_family", ["expires_at"])
    index_changes.create("ix_authorization_code_expires_at", "authorization_code", ["expires_at"])


def downgrade():
    index_changes.drop("ix_authorization_code_expires_at", "authorization_code")
    index_changes.drop("ix_token_family_expires_at", "token_family")
    index_changes.drop("ix_event_deleted", "event")
    index_changes.create("ix_ticket_holder_id", "ticket", ["holder_id"])
    index_changes.drop("ix_ticket_holder", "ticket")
    index_changes.drop("ix_ticket_team", "ticket")
    index_changes.drop("ix_ticket_event", "ticket")
