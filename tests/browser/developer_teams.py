"""A developer team with an app, and the pages about it."""

from app.models.clients.developer_teams.developer_invitation import DeveloperInvitation
from app.models.clients.developer_teams.developer_membership import DeveloperMembership
from app.models.clients.developer_teams.developer_role import DeveloperRole
from tests.browser.shown import Shown
from tests.support.factories import join_developers, make_client, make_developer_team

TEAM, APP = "/developer/teams/{developers}", "/developer/apps/{shared_app}"


def make_developers(people):
    """Otto's team, in which Mia is a developer and Vera a viewer, and to which Nina is invited."""
    team = make_developer_team(people["otto"], name="Harbour Software")
    join_developers(team, people["mia"])
    viewer = join_developers(team, people["vera"], DeveloperRole.VIEWER)
    role = DeveloperRole.DEVELOPER
    key = DeveloperInvitation.issue(team, email=people["nina"].email, role=role, by=people["otto"])
    client, _secret = make_client(team, name="Tide Clock", scopes="events:read")
    empty = DeveloperMembership.found_team("Solo Works", people["otto"])
    return {
        "developers": team.public_id,
        "no_developers": empty.public_id,
        "viewer": viewer.user.public_id,
        "shared_app": client.client_id,
        "to_develop": key,
    }


DEVELOPER_TEAMS = (
    Shown("developer teams", "/developer/teams", "otto"),
    Shown("developer teams, none", "/developer/teams", "nina"),
    Shown("new developer team", "/developer/teams/new", "otto"),
    Shown("developer team", TEAM, "otto"),
    Shown("developer team, no apps", "/developer/teams/{no_developers}", "otto"),
    Shown("developer team, viewer", TEAM, "vera"),
    Shown("developers", f"{TEAM}/members", "otto"),
    Shown("developers, viewer", f"{TEAM}/members", "vera"),
    Shown("remove a developer", f"{TEAM}/members/{{viewer}}/remove", "otto"),
    Shown("delete a developer team", "/developer/teams/{no_developers}/delete", "otto"),
    Shown("delete a developer team, apps", f"{TEAM}/delete", "otto"),
    Shown("invitation, developer team", "/invitations/{to_develop}", "nina"),
    Shown("app of a team", APP, "mia"),
    Shown("app of a team, viewer", APP, "vera"),
    Shown("app settings, viewer", f"{APP}/settings", "vera"),
    Shown("app scopes, viewer", f"{APP}/scopes", "vera"),
    Shown("app redirect URIs, viewer", f"{APP}/redirect-uris", "vera"),
    Shown("app standards, viewer", f"{APP}/standards", "vera"),
    Shown("app webhooks, viewer", f"{APP}/webhooks", "vera"),
    Shown("try an app, viewer", f"{APP}/try", "vera"),
    Shown("app of a team, not allowed", f"{APP}/transfer", "mia", 403),
    Shown("app icon", f"{APP}/icon", "mia"),
    Shown("app icon, viewer", f"{APP}/icon", "vera"),
    Shown("new app, for a team", "/developer/apps/new", "mia"),
    Shown("transfer, of a team", f"{APP}/transfer", "otto"),
    Shown("transfer, move", f"{APP}/transfer/move", "otto"),
)
