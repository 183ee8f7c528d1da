"""The demo's teams and the roles of their members."""

from app.demo.accounts import PASSWORD
from app.models.accounts.user import User
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.values import wall_time

TEAMS = ("harbour-hall", "night-owl")


def test_teams_live_in_different_zones(loaded):
    zones = [Team.find(slug).timezone for slug in TEAMS]
    assert zones[0] == "Europe/Rome"
    assert wall_time.to_epoch(*local_noon(zones[0])) != wall_time.to_epoch(*local_noon(zones[1]))


def local_noon(zone):
    return wall_time.from_epoch(1_800_000_000, "UTC"), zone


def test_people_have_the_roles_they_are_known_for(loaded):
    roles = {
        (m.user.email.partition("@")[0], slug): m.role
        for slug in TEAMS
        for m in Membership.list_of(Team.find(slug))
    }
    assert roles == {
        ("olivia", "harbour-hall"): "owner",
        ("otto", "harbour-hall"): "owner",
        ("otto", "night-owl"): "owner",
        ("vera", "harbour-hall"): "viewer",
    }
    assert User.find_by_email("admin@example.org").is_operator
    assert User.find_by_email("nina@example.org").check_password(PASSWORD)
