"""Stored JSON of events names each one's address as a calendar."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# In a string of the JSON a quote follows a backslash, so these match its members alone.
NONE = '","ics":null,"html":"'
SOME = """
    '","ics":"' || :mark || '/api/v1/organizer/' || {slug} || '/events/' || slug || '.ics","html":"'
"""
OF_TEAM = SOME.format(slug="(SELECT team.slug FROM team WHERE team.id = event.team_id)")


def upgrade():
    swap(f"replace(rendered, :none, {OF_TEAM})")


def downgrade():
    swap(f"replace(rendered, {OF_TEAM}, :none)")


def swap(value):
    # The mark stands where links begin; it cannot be written in a statement.
    values = {"mark": "\x01", "none": NONE}
    op.get_bind().execute(sa.text(f"UPDATE event SET rendered = {value}"), values)
