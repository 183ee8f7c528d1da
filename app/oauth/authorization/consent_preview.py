"""A read-only preview of the consent page for an app's developer."""

from flask import abort, render_template, request
from flask_login import current_user, login_required

from app.language.texts import gettext as _
from app.models.clients.client import Client
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from app.models.values import scopes
from app.oauth.authorization import consent_page, consent_teams
from app.oauth.authorization.authorization_request import AuthorizationRequest, Target
from app.oauth.authorization.consent_teams import Look, TeamChoice
from app.oauth.blueprint import bp
from app.web import headers


@bp.get("/developer/apps/<client_id>/consent-preview")
@login_required
def preview_consent(client_id: str) -> str:
    """The consent page for a request for ``scope``; 404 for anyone but the app's developers."""
    client = Client.find(client_id)
    if client is None or not client.has_person(current_user):
        abort(404)
    auth_request = _request_of(client, scopes.parse(request.args.get("scope")))
    headers.admit_own_frames()
    values = consent_page.describe(
        auth_request, _choice(auth_request), current_user, Look(every_team=True)
    )
    return render_template("oauth/authorization/consent.html", **values, ticket="", preview=True)


def _request_of(client: Client, names: frozenset[str]) -> AuthorizationRequest:
    return AuthorizationRequest(
        target=Target(client, client.registered_uris()[0], True, None),
        scopes=names & scopes.SCOPES.keys() or scopes.parse(client.default_scopes),
        code_challenge=None,
        prompts=frozenset(),
        team_hint=None,
        direct=client.direct_token,
    )


def _choice(auth_request: AuthorizationRequest) -> TeamChoice:
    own = consent_teams.team_choice(current_user, auth_request)
    if own.is_possible:
        return own
    # Most developers own no team; this one is shown and never stored.
    example = Membership(team=Team(name=_("Your team"), slug="your-team"), role=Role.OWNER)
    return TeamChoice((example,), (), needed=True, several=own.several)
