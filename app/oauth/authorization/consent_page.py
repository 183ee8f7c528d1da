"""What the consent page shows: finished sentences and lists, all from what is stored."""

from collections.abc import Iterable
from typing import Any

from flask_babel import format_timedelta
from flask_babel import gettext as _

from app.config import settings
from app.models.accounts.user import User
from app.models.clients import redirect_uri
from app.models.grants import grant_search
from app.models.grants.grant import Grant
from app.models.values import scopes
from app.models.values.scopes import Permission, Scope
from app.oauth.authorization import consent_teams, consent_warnings
from app.oauth.authorization.authorization_request import AuthorizationRequest
from app.oauth.authorization.consent_teams import Look, TeamChoice


def describe(
    asked: AuthorizationRequest, choice: TeamChoice, user: User, look: Look
) -> dict[str, Any]:
    """The template's values."""
    client, known = asked.client, find_known(asked, user, choice)
    more = None if look.every_team else news(asked, known)
    teams = consent_teams.describe(asked, choice, look)
    known_teams = known.teams if known is not None and more is not None else []
    return {
        "app": known_as(asked),
        "title": title(asked, more is not None),
        "calls_itself": calls_itself(asked),
        "maker": client.owner.name if client.owner else None,
        "website": client.website or None,
        "reviewed": client.is_reviewed,
        "host": redirect_uri.shown_host(asked.target.redirect_uri),
        "full_address": asked.target.redirect_uri,
        "warning": consent_warnings.describe(asked, known),
        "groups": scope_groups(asked, asked.scopes) if more is None else more,
        "granted": scope_lines(scopes.parse(known.scopes)) if more and known else [],
        "stays": stays_connected(asked),
        "cannot": cannot(asked),
        "teams": teams,
        "offered": [*teams["offered"], *(team.public_id for team in known_teams)],
        "known": known,
        "is_more": more is not None,
        "obstacle": obstacle(choice),
    }


def title(asked: AuthorizationRequest, is_more: bool) -> str:
    """The question in one line."""
    app = known_as(asked)
    if is_more:
        return _("%(app)s wants more access", app=app)
    if asked.needs_team:
        return _("%(app)s wants to connect to your events", app=app)
    return _("%(app)s wants to connect to your account", app=app)


def known_as(asked: AuthorizationRequest) -> str:
    """What the app is called: its registered name, or the host if nobody registered it."""
    if asked.client.is_registered:
        return asked.client.name
    return redirect_uri.shown_host(asked.target.redirect_uri)


def calls_itself(asked: AuthorizationRequest) -> str | None:
    """The name in the link where it is not the registered one; it proves nothing."""
    name = asked.target.calls_itself
    return name if name and name != known_as(asked) else None


def find_known(asked: AuthorizationRequest, user: User, choice: TeamChoice) -> Grant | None:
    """What the person allows the app already, if it is plain which permission is meant."""
    if not asked.client.is_registered:
        return None
    standing = grant_search.list_standing(user, asked.client)
    fitting = [grant for grant in standing if bool(grant.teams) == choice.needed]
    if asked.team_hint:
        fitting = [g for g in fitting if [team.slug for team in g.teams] == [asked.team_hint]]
    if len(fitting) != 1 or not all(choice.find(team.slug) for team in fitting[0].teams):
        return None
    return fitting[0]


def new_names(asked: AuthorizationRequest, known: Grant | None) -> frozenset[str]:
    """The scopes asked for that ``known`` does not hold."""
    held = scopes.closure(scopes.parse(known.scopes)) if known is not None else frozenset()
    return asked.scopes - held


def news(asked: AuthorizationRequest, known: Grant | None) -> list[dict[str, Any]] | None:
    """Only what is new, where the rest was allowed before and the app is still the same.

    None when the whole request has to be shown.
    """
    new = new_names(asked, known)
    is_same = known is not None and asked.client.identity_changed_at <= known.approved_at
    return scope_groups(asked, new, also=True) if is_same and new else None


def scope_groups(
    asked: AuthorizationRequest, names: Iterable[str], *, also: bool = False
) -> list[dict[str, Any]]:
    """What it may see and what it may change, apart, each as scope_list() draws it."""
    app, lines = known_as(asked), scope_lines(names)
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


def stays_connected(asked: AuthorizationRequest) -> dict[str, Any] | None:
    """The line of an app that works on while nobody looks; None for one that cannot."""
    client = asked.client
    if not client.refresh_token_lifetime and client.access_token_lifetime <= 86_400:
        return None
    until = _("Until you revoke it")
    if not client.refresh_token_lifetime:
        longest = min(client.access_token_lifetime, settings().max_access_token_lifetime)
        until = _("For %(time)s, or until you revoke it", time=format_timedelta(longest))
    stays = {"title": _("Stay connected while you are away"), "text": until}
    return stays | {"icon": "clock", "writes": False}


def cannot(asked: AuthorizationRequest) -> str:
    """What the app does not get, whatever it asks for."""
    allowed = scopes.permissions(asked.scopes)
    if not asked.needs_team:
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
