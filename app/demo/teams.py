"""The demo's two teams and their members."""

from app.extensions import db
from app.models.accounts.user import User
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team


def add_teams(people: dict[str, User]) -> dict[str, Team]:
    """Create the teams that are missing, with their members; return both by slug."""
    return {
        "harbour-hall": Team.find("harbour-hall") or _found_harbour_hall(people),
        "night-owl": Team.find("night-owl") or _found_night_owl(people),
    }


def _found_harbour_hall(people: dict[str, User]) -> Team:
    team = Membership.found_team(
        name="Harbour Hall", slug="harbour-hall", owner=people["olivia"], timezone="Europe/Rome"
    )
    db.session.add(Membership(team=team, user=people["otto"], role=Role.OWNER))
    db.session.add(Membership(team=team, user=people["vera"], role=Role.VIEWER))
    return team


def _found_night_owl(people: dict[str, User]) -> Team:
    return Membership.found_team(
        name="Night Owl Collective",
        slug="night-owl",
        owner=people["otto"],
        timezone="Europe/Lisbon",
    )
