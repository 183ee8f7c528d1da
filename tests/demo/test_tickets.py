"""The demo's tickets."""

from app.models.accounts.user import User
from app.models.teams.team import Team
from app.models.tickets.ticket import Ticket
from app.models.values import clock as the_clock

TEAMS = ("harbour-hall", "night-owl")


def test_nina_holds_two_tickets_and_teams_have_bookings(loaded):
    nina = User.find_by_email("nina@example.org")
    tickets = Ticket.list_of_holder(nina.id, after=None, limit=10)
    assert [ticket.event.team.slug for ticket in tickets] == list(TEAMS)
    assert all(ticket.event.starts_at > the_clock.now() for ticket in tickets)
    for slug in TEAMS:
        assert len(Ticket.list_of_team(Team.find(slug).id, after=None, limit=10)) >= 2
