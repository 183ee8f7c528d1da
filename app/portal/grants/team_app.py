"""One app in a team: everything that it has there, and disconnecting it."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.language.texts import gettext as _
from app.models.clients.client import Client
from app.models.grants import connect_rule, orphaned_grants, team_connections
from app.models.grants.grant import Grant
from app.models.housekeeping import app_disconnection
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.webhooks import webhook_reach
from app.portal import mails
from app.portal.access.team_access import require_owner
from app.portal.blueprint import bp
from app.portal.grants import adoption, grant_presenter
from app.web.signed_in import current_person

MOST = 20  # grants whose webhooks are looked up


def show(membership: Membership, client_id: str) -> str:
    """The page of an app: what members allow it, what waits to be adopted, its private links."""
    team = membership.team
    client, grants = find_connection(team, client_id)
    return render_template(
        "portal/grants/team_app/show.html",
        team=team,
        membership=membership,
        app=client,
        connections=[grant_presenter.describe(grant) for grant in grants],
        stopped=list_stopped(team, client),
        links=app_disconnection.list_links(team, client),
        hosts=_hosts(grants),
        is_allowed=connect_rule.allows(team, client),
    )


@bp.get("/teams/<slug>/apps/<client:client_id>/disconnect")
def ask_disconnection(slug: str, client_id: str) -> ResponseReturnValue:
    """Confirm, with everything that ends."""
    team = require_owner(slug).team
    client, grants = find_connection(team, client_id)
    return render_template(
        "portal/grants/team_app/disconnect.html",
        team=team,
        app=client,
        people=sorted({grant.user.name for grant in grants if grant.user}),
        reaches_others=any(len(grant.teams) > 1 for grant in grants),
        links=app_disconnection.list_links(team, client),
    )


@bp.post("/teams/<slug>/apps/<client:client_id>/disconnect")
def disconnect_app(slug: str, client_id: str) -> ResponseReturnValue:
    """End everything that the app has in the team, and tell the members who connected it."""
    team, person = require_owner(slug, needs_proof=False).team, current_person()
    client = Client.find(client_id) or abort(404)
    grants = app_disconnection.disconnect(team, client, by=person)
    if not grants:
        abort(404)
    db.session.commit()
    for user_id, grant in {grant.user_id: grant for grant in grants}.items():
        if user_id != person.id and grant.user is not None and grant.user.is_active:
            mails.send_app_revoked(grant, team, person)
    flash(_("%(app)s no longer has access to this team.", app=client.name), "ok")
    return redirect(url_for("portal.list_team_apps", slug=team.slug))


def find_connection(team: Team, client_id: str) -> tuple[Client, list[Grant]]:
    """The app and its live grants; 404 when it has nothing in ``team``."""
    client = Client.find(client_id) or abort(404)
    connection = team_connections.find(team, client)
    grants = list(connection.grants) if connection is not None else []
    if not grants and not orphaned_grants.list_of_team(team, client):
        abort(404)
    return client, grants


def _hosts(grants: Sequence[Grant]) -> list[str]:
    """Where webhooks tell the app of the team's changes."""
    hosts = (host for grant in grants[:MOST] for host in webhook_reach.list_hosts(grant))
    return list(dict.fromkeys(hosts))


def list_stopped(team: Team, client: Client | None = None) -> list[dict[str, object]]:
    """What waits for an owner to adopt it: of ``client``, or of any app."""
    return [
        {
            **grant_presenter.describe(grant),
            "obstacle": adoption.obstacle(grant, team),
            "until": orphaned_grants.ends_at(grant),
        }
        for grant in orphaned_grants.list_of_team(team, client)
    ]
