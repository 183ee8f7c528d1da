"""The grant management endpoint (Grant Management for OAuth 2.0, draft 03, section 6).

A client reads and ends its own grants. It authenticates as at the token endpoint, or sends an
access token of its own with the scope for it (section 6.1).
"""

from typing import Any

from flask import Response, request

from app.config import settings
from app.database.transactions import start_writing
from app.models.clients.client import Client
from app.models.credentials import grant_management, live_token
from app.models.grants.grant import Grant
from app.models.values import scopes
from app.models.values.claims_request import OF_USER
from app.oauth import client_authentication, errors
from app.oauth.blueprint import bp
from app.oauth.endpoints.machine import answer_machine, limit_guesses
from app.oauth.errors import Refusal
from app.oauth.operations import END_GRANT, SHOW_GRANT
from app.oauth.requests import ParameterRequest
from app.openapi.operation import describe


@bp.get("/oauth/grants", defaults={"grant_id": ""})  # a client cannot list them (section 6)
@bp.get("/oauth/grants/<grant_id>")
@describe(SHOW_GRANT)
@limit_guesses
def show_grant(grant_id: str) -> Response:
    """What a grant of the client allows; 404 for any other and for one that ended."""

    def respond(parameters: ParameterRequest) -> Response:
        client = _authorize(parameters, scopes.QUERY_GRANTS)
        return errors.answer(_describe(_find(client, grant_id)))

    return answer_machine(respond)


@bp.delete("/oauth/grants/<grant_id>")
@describe(END_GRANT)
@limit_guesses
def end_grant(grant_id: str) -> Response:
    """End a grant of the client, and every token under it; 204."""

    def respond(parameters: ParameterRequest) -> Response:
        client = _authorize(parameters, scopes.REVOKE_GRANTS)
        _find(client, grant_id).revoke()
        return Response(status=204)

    return answer_machine(respond)


def _authorize(parameters: ParameterRequest, scope: str) -> Client:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return _client_of_token(token.strip(), scope)
    start_writing()  # what proves a client, such as a used assertion, is noted
    client = client_authentication.authenticate(parameters)
    if not client.confidential:
        raise Refusal("access_denied", "Only apps that keep a secret can manage grants.")
    return client


def _client_of_token(token: str, scope: str) -> Client:
    live = live_token.find(token)
    client = Client.find(live.client_id) if live is not None else None
    if live is None or client is None or live.dpop_jkt is not None:  # that would need its proof
        raise Refusal("invalid_token", "The access token is unknown, expired or revoked.")
    if not live.is_for(request.path):
        raise Refusal("invalid_token", "The access token is for another resource.")
    if scope not in live.scopes or live.user_id is not None:
        raise Refusal("insufficient_scope", f"This needs an app's own token with scope {scope}.")
    return client


def _find(client: Client, grant_id: str) -> Grant:
    grant = grant_management.find(client, grant_id)
    if grant is None:
        raise Refusal("not_found", "No live grant of this app has this grant_id.")
    return grant


def _describe(grant: Grant) -> dict[str, Any]:
    names = scopes.parse(grant.scopes)
    members = {
        "grant_id": grant.public_id,
        "status": grant.status,
        "scopes": _by_resource(names),
        "claims": sorted(name for name, scope in OF_USER.items() if scope in names),
        "teams": [
            {"id": team.public_id, "slug": team.slug, "name": team.name} for team in grant.teams
        ],
        "created_at": grant.created_at,
        "last_updated_at": grant.approved_at,
        "expires_at": grant.expires_at,
    }
    return {name: value for name, value in members.items() if value is not None}


def _by_resource(names: frozenset[str]) -> list[dict[str, Any]]:
    """The scopes of the API, and those that only tell who the user is."""
    about_user = scopes.of_sign_in(names)
    entries: list[dict[str, Any]] = []
    if at_api := names - about_user:
        address = f"{settings().public_url}/api/v1"
        entries.append({"scope": scopes.dump(at_api), "resource": [address]})
    if about_user:
        entries.append({"scope": scopes.dump(about_user)})
    return entries
