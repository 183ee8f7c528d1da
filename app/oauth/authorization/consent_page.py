"""The consent page: finished sentences and lists, all from stored facts."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Response, make_response, render_template

from app.callers.caller_network import UNKNOWN, caller_network
from app.config import settings
from app.language.formats import format_timedelta
from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.clients import redirect_uri
from app.models.clients.registrations import client_id_url
from app.models.credentials.grant_management import Action
from app.models.grants.grant import Grant
from app.models.grants.grant_removal import GrantRemoval
from app.models.teams.team import Team
from app.models.values import scopes
from app.models.values.scopes import Permission, Scope
from app.oauth.authorization import consent_teams, consent_ticket, consent_warnings, owner_request
from app.oauth.authorization.authorization_request import AuthorizationRequest
from app.oauth.authorization.consent import consent_record, consent_removals, consent_term
from app.oauth.authorization.consent_teams import Look, TeamChoice
from app.oauth.authorization.owner_request import AskForm
from app.oauth.authorization.request_address import address_of
from app.web.signed_in import current_person


def show_consent(
    auth_request: AuthorizationRequest,
    parameters: dict[str, str],
    choice: TeamChoice,
    look: Look,
    *,
    error: str | None = None,
    term_error: str | None = None,
    asking: AskForm | None = None,
) -> Response:
    """The consent page; its form carries what is shown."""
    user = current_person()
    values = describe(auth_request, choice, user, look)
    shown = consent_record.of_page(values)
    page = render_template(
        "oauth/authorization/consent.html",
        **values,
        ticket=consent_ticket.seal(
            parameters,
            values["offered"],
            removals=values["removals"],
            shown=shown,
            basis=consent_ticket.basis_of(auth_request.client, auth_request.scopes),
        ),
        error=error,
        term_error=term_error,
        page_url=address_of(parameters),
        every_team=address_of(parameters, Look(every_team=True)) if values["is_more"] else None,
        clear_search=address_of(parameters, replace(look, query="")) if look.query else None,
        owner_request=owner_request.describe(auth_request, choice, user, asking),
    )
    return make_response(page, 422 if error or term_error or asking else 200)


def describe(
    auth_request: AuthorizationRequest, choice: TeamChoice, user: User, look: Look
) -> dict[str, Any]:
    """The template's values, apart from those of show_consent."""
    grant = find_existing_grant(auth_request, user, choice)
    new = None if look.every_team else new_scopes(auth_request, grant)
    facts = auth_request.facts(user)
    removals = GrantRemoval.list_open(user, auth_request.client) if facts.has_removals else []
    teams = consent_teams.describe(auth_request, choice, look)
    for line in teams["lines"]:
        if line["note"] is None and (own := choice.find(line["value"])) is not None:
            line["note"] = consent_removals.note_of_team(removals, own.team, user)
    is_fixed = auth_request.management is not None and auth_request.management.keeps_teams
    granted_teams = grant.teams if grant is not None and (new or is_fixed) else []
    app = shown_name(auth_request)
    return {
        **describe_app(auth_request, app),
        "title": title(auth_request, is_more=new is not None),
        "device": waiting_device(auth_request),
        "warning": consent_warnings.describe(auth_request, grant, facts),
        "groups": consent_removals.mark(
            scope_groups(app, new or auth_request.scopes, also=new is not None), removals, user
        ),
        "removals": [removal.public_id for removal in removals],
        "term": consent_term.describe(grant, look.term),
        "granted": scope_lines(scopes.parse(grant.scopes)) if new and grant else [],
        "stays": stays_connected(auth_request),
        "cannot": cannot(auth_request),
        "teams": teams,
        "offered": [*teams["offered"], *(team.public_id for team in granted_teams)],
        "grant": grant,
        "is_more": new is not None,
        "keeps_teams": is_fixed,
        "change": describe_change(auth_request),
        "obstacle": find_obstacle(choice, granted_teams if is_fixed else []),
        "team_policy": consent_teams.describe_policy(choice),
    }


def describe_app(auth_request: AuthorizationRequest, app: str) -> dict[str, Any]:
    """Which app asks, who made it, and where the answer goes."""
    client, target = auth_request.client, auth_request.target
    return {
        "app": app,
        "calls_itself": target.calls_itself if target.calls_itself != app else None,
        "maker": client.makers_name,
        "icon_name": client.shown_icon_name,
        "website": client.website or None,
        "policy": client.policy_uri or None,
        "terms": client.tos_uri or None,
        "reviewed": client.is_reviewed,
        "host": redirect_uri.shown_host(target.redirect_uri) if target.redirect_uri else None,
        "full_address": target.redirect_uri or None,
    }


def find_obstacle(choice: TeamChoice, fixed: Sequence[Team]) -> str | None:
    """Why the user cannot approve, for a team of their choice or for the ``fixed`` ones.

    They have no team ("none"), own none of them ("owner"), or those have a policy that refuses the
    app ("policy").
    """
    if any(m.team in fixed for m in choice.barred):
        return "policy"
    if choice.is_possible:
        return None
    return "owner" if choice.locked else "policy" if choice.barred else "none"


def describe_change(auth_request: AuthorizationRequest) -> dict[str, Any] | None:
    """What a request that names its grant does to it, and the scopes that it takes away."""
    management, app = auth_request.management, shown_name(auth_request)
    if management is None or management.grant is None:
        return None
    if management.action is Action.MERGE:
        return {"title": _("What you allow here is added to what you allowed before."), "ends": []}
    covered = scopes.closure(auth_request.scopes)
    return {
        "title": _("This replaces what you allowed before."),
        "text": _("Teams that you do not choose are no longer shared.")
        if management.grant.teams
        else None,
        "ends_title": _("%(app)s will no longer be able to", app=app),
        "ends": scope_lines(scopes.parse(management.grant.scopes) - covered),
    }


def waiting_device(auth_request: AuthorizationRequest) -> dict[str, Any] | None:
    """What is certain about the device that waits: its code, and when and where it asked."""
    device = auth_request.device
    if device is None:
        return None
    network = device.authorization.network
    return {
        "code": device.code,
        "at": device.authorization.created_at,
        "is_near": network == caller_network() != UNKNOWN,
        "network": None if network == UNKNOWN else network,
    }


def title(auth_request: AuthorizationRequest, *, is_more: bool) -> str:
    """The question in one line."""
    app = shown_name(auth_request)
    if is_more:
        return _("%(app)s wants more access", app=app)
    if auth_request.needs_team:
        return _("%(app)s wants to connect to your events", app=app)
    return _("%(app)s wants to connect to your account", app=app)


def shown_name(auth_request: AuthorizationRequest) -> str:
    """The app's registered name, or the host of one that no developer registered here."""
    if auth_request.client.is_documented:
        return client_id_url.host_of(auth_request.client.client_id)
    if auth_request.client.is_registered:
        return auth_request.client.name
    return redirect_uri.shown_host(auth_request.target.redirect_uri)


def find_existing_grant(
    auth_request: AuthorizationRequest, user: User, choice: TeamChoice
) -> Grant | None:
    """The live grant that the request would extend; None when there is not exactly one."""
    client, hint = auth_request.client, auth_request.team_hint
    if auth_request.management is not None:
        return auth_request.management.grant
    if not client.is_registered:
        return None
    grants = auth_request.live_grants(user)
    grants = [grant for grant in grants if bool(grant.teams) == choice.needed]
    if hint:
        grants = [grant for grant in grants if [team.slug for team in grant.teams] == [hint]]
    if len(grants) != 1 or not all(choice.find(team.slug) for team in grants[0].teams):
        return None
    return grants[0]


def new_scopes(auth_request: AuthorizationRequest, grant: Grant | None) -> frozenset[str] | None:
    """The scopes that ``grant`` lacks, where it allows others and the app has not changed since.

    None when the whole request has to be shown.
    """
    if grant is None or auth_request.client.identity_changed_at > grant.approved_at:
        return None
    if auth_request.management is not None and auth_request.management.action is Action.REPLACE:
        return None
    return auth_request.scopes - scopes.closure(scopes.parse(grant.scopes)) or None


def scope_groups(app: str, names: Iterable[str], *, also: bool) -> list[dict[str, Any]]:
    """The scopes that read and those that write, each group as scope_list() shows it."""
    lines = scope_lines(names)
    first = (
        _("%(app)s now also wants to", app=app) if also else _("%(app)s will be able to", app=app)
    )
    read = [line for line in lines if not line["writes"]]
    write = [line for line in lines if line["writes"]]
    if not read or not write:
        return [{"title": first, "lines": lines}]
    return [
        {"title": first, "lines": read},
        {"title": _("It may also change things"), "lines": write},
    ]


def scope_lines(names: Iterable[str]) -> list[dict[str, Any]]:
    """A line for each scope, readers before writers."""
    return [
        {
            "name": scope.name,
            "title": str(scope.sentence),
            "text": str(scope.detail),
            "icon": _icon(scope),
            "writes": scope.writes,
        }
        for scope in scopes.describe(names)
    ]


def _icon(scope: Scope) -> str:
    if scope.writes:
        return "pencil"
    return "eye" if scope.permissions else "clock"


def stays_connected(auth_request: AuthorizationRequest) -> dict[str, Any] | None:
    """The line of an app that has access without the user.

    None when its access ends in a day, or when a requested scope says it.
    """
    client = auth_request.client
    if "offline_access" in auth_request.scopes:
        return None
    if not client.refresh_token_lifetime and client.access_token_lifetime <= 86_400:
        return None
    until = _("As long as you choose below, or until you revoke it")
    if not client.refresh_token_lifetime:
        seconds = min(client.access_token_lifetime, settings().max_access_token_lifetime)
        lifetime = format_timedelta(timedelta(seconds=seconds))
        until = _("For %(time)s, or until you revoke it", time=lifetime)
    title = _("Stay connected while you are away")
    return {"title": title, "text": until, "icon": "clock", "writes": False}


def cannot(auth_request: AuthorizationRequest) -> str:
    """What the app cannot do in any case."""
    allowed = scopes.permissions(auth_request.scopes)
    if not auth_request.needs_team:
        return _("It cannot change anything, or see your password or your teams' events")
    if Permission.READ_HOLDERS in allowed:
        return _("It cannot see your password or your other teams")
    if Permission.WRITE_EVENTS in allowed:
        return _("It cannot see ticket holders, your password or your other teams")
    return _("It cannot change anything, or see ticket holders, your password or your other teams")
