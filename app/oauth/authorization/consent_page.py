"""The consent page: finished sentences and lists, all from what is stored."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Response, make_response, render_template, url_for
from flask_babel import format_timedelta
from flask_babel import gettext as _
from flask_login import current_user

from app.config import settings
from app.models.accounts.user import User
from app.models.clients import redirect_uri
from app.models.grants import grant_search
from app.models.grants.grant import Grant
from app.models.values import scopes
from app.models.values.scopes import Permission, Scope
from app.oauth.authorization import (
    consent_teams,
    consent_ticket,
    consent_warnings,
    owner_request,
)
from app.oauth.authorization.authorization_request import AuthorizationRequest
from app.oauth.authorization.consent_teams import Look, TeamChoice
from app.oauth.authorization.owner_request import AskForm


def show_consent(
    auth_request: AuthorizationRequest,
    parameters: dict[str, str],
    choice: TeamChoice,
    look: Look,
    *,
    error: str | None = None,
    asking: AskForm | None = None,
) -> Response:
    """The consent page; its form carries what is shown."""
    values: dict[str, Any] = describe(auth_request, choice, current_user, look)
    here = address_of(parameters)
    page = render_template(
        "oauth/authorization/consent.html",
        **values,
        ticket=consent_ticket.seal(parameters, values["offered"]),
        error=error,
        here=here,
        every_team=address_of(parameters, Look(every_team=True)),
        clear_search=address_of(parameters, replace(look, words="")) if look.words else None,
        owner_request=owner_request.describe(auth_request, choice, current_user, asking),
    )
    return make_response(page, 422 if error or asking else 200)


def address_of(parameters: dict[str, str], look: Look | None = None) -> str:
    """Where the same request is asked for again, as the person wants to see it."""
    return f"{url_for('oauth.ask_consent')}?{urlencode(parameters | (look or Look()).query())}"


def describe(
    auth_request: AuthorizationRequest, choice: TeamChoice, user: User, look: Look
) -> dict[str, Any]:
    """The template's values."""
    client, grant = auth_request.client, find_existing_grant(auth_request, user, choice)
    more = None if look.every_team else news(auth_request, grant)
    teams = consent_teams.describe(auth_request, choice, look)
    known_teams = grant.teams if grant is not None and more is not None else []
    return {
        "app": shown_name(auth_request),
        "title": title(auth_request, more is not None),
        "calls_itself": calls_itself(auth_request),
        "maker": client.owner.name if client.owner else None,
        "website": client.website or None,
        "reviewed": client.is_reviewed,
        "host": redirect_uri.shown_host(auth_request.target.redirect_uri),
        "full_address": auth_request.target.redirect_uri,
        "warning": consent_warnings.describe(auth_request, grant),
        "groups": scope_groups(auth_request, auth_request.scopes) if more is None else more,
        "granted": scope_lines(scopes.parse(grant.scopes)) if more and grant else [],
        "stays": stays_connected(auth_request),
        "cannot": cannot(auth_request),
        "teams": teams,
        "offered": [*teams["offered"], *(team.public_id for team in known_teams)],
        "known": grant,
        "is_more": more is not None,
        "obstacle": obstacle(choice),
    }


def title(auth_request: AuthorizationRequest, is_more: bool) -> str:
    """The question in one line."""
    app = shown_name(auth_request)
    if is_more:
        return _("%(app)s wants more access", app=app)
    if auth_request.needs_team:
        return _("%(app)s wants to connect to your events", app=app)
    return _("%(app)s wants to connect to your account", app=app)


def shown_name(auth_request: AuthorizationRequest) -> str:
    """What the app is called: its registered name, or the host if nobody registered it."""
    if auth_request.client.is_registered:
        return auth_request.client.name
    return redirect_uri.shown_host(auth_request.target.redirect_uri)


def calls_itself(auth_request: AuthorizationRequest) -> str | None:
    """The name in the link where it is not the registered one; it proves nothing."""
    name = auth_request.target.calls_itself
    return name if name and name != shown_name(auth_request) else None


def find_existing_grant(
    auth_request: AuthorizationRequest, user: User, choice: TeamChoice
) -> Grant | None:
    """What the person allows the app already, if it is plain which permission is meant."""
    if not auth_request.client.is_registered:
        return None
    standing = grant_search.list_standing(user, auth_request.client)
    fitting = [grant for grant in standing if bool(grant.teams) == choice.needed]
    if auth_request.team_hint:
        fitting = [
            g for g in fitting if [team.slug for team in g.teams] == [auth_request.team_hint]
        ]
    if len(fitting) != 1 or not all(choice.find(team.slug) for team in fitting[0].teams):
        return None
    return fitting[0]


def new_names(auth_request: AuthorizationRequest, grant: Grant | None) -> frozenset[str]:
    """The scopes asked for that ``grant`` does not hold."""
    held = scopes.closure(scopes.parse(grant.scopes)) if grant is not None else frozenset()
    return auth_request.scopes - held


def news(auth_request: AuthorizationRequest, grant: Grant | None) -> list[dict[str, Any]] | None:
    """Only what is new, where the rest was allowed before and the app is still the same.

    None when the whole request has to be shown.
    """
    new = new_names(auth_request, grant)
    is_same = grant is not None and auth_request.client.identity_changed_at <= grant.approved_at
    return scope_groups(auth_request, new, also=True) if is_same and new else None


def scope_groups(
    auth_request: AuthorizationRequest, names: Iterable[str], *, also: bool = False
) -> list[dict[str, Any]]:
    """What it may see and what it may change, apart, each as scope_list() draws it."""
    app, lines = shown_name(auth_request), scope_lines(names)
    first = (
        _("%(app)s now also wants to", app=app) if also else _("%(app)s will be able to", app=app)
    )
    see = [line for line in lines if not line["writes"]]
    change = [line for line in lines if line["writes"]]
    if not see or not change:
        return [{"title": first, "lines": see or change}]
    return [
        {"title": first, "lines": see},
        {"title": _("It may also change things"), "lines": change},
    ]


def scope_lines(names: Iterable[str]) -> list[dict[str, Any]]:
    """A line a scope, readers before writers."""
    return [scope_line(scope) for scope in scopes.describe(names)]


def scope_line(scope: Scope) -> dict[str, Any]:
    """One scope in the words of whoever allows it."""
    icon = "pencil" if scope.writes else "eye"
    words = {"title": str(scope.sentence), "text": str(scope.detail)}
    return {**words, "icon": icon, "writes": scope.writes}


def stays_connected(auth_request: AuthorizationRequest) -> dict[str, Any] | None:
    """The line of an app that works on while nobody looks; None for one that cannot."""
    client = auth_request.client
    if not client.refresh_token_lifetime and client.access_token_lifetime <= 86_400:
        return None
    until = _("Until you revoke it")
    if not client.refresh_token_lifetime:
        longest = min(client.access_token_lifetime, settings().max_access_token_lifetime)
        until = _("For %(time)s, or until you revoke it", time=format_timedelta(longest))
    stays = {"title": _("Stay connected while you are away"), "text": until}
    return stays | {"icon": "clock", "writes": False}


def cannot(auth_request: AuthorizationRequest) -> str:
    """What the app does not get, whatever it asks for."""
    allowed = scopes.permissions(auth_request.scopes)
    if not auth_request.needs_team:
        return _("It cannot change anything, or see your password or your teams' events")
    if Permission.READ_HOLDERS in allowed:
        return _("It cannot see your password or your other teams")
    if Permission.WRITE_EVENTS in allowed:
        return _("It cannot see ticket holders, your password or your other teams")
    return _("It cannot change anything, or see ticket holders, your password or your other teams")


def obstacle(choice: TeamChoice) -> str | None:
    """Why this person cannot approve: they have no team ("none"), or own none ("owner")."""
    if choice.is_possible:
        return None
    return "owner" if choice.may_not else "none"
