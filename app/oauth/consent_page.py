"""What the consent page shows: finished sentences and lists, all from what is stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.models import client_search, redirect_uri, scopes
from app.models.membership import Membership
from app.models.user import User
from app.oauth.authorization_request import AuthorizationRequest


@dataclass(frozen=True)
class TeamChoice:
    """The person's teams, in two heaps: those they may share and the others."""

    may: tuple[Membership, ...]
    may_not: tuple[Membership, ...]
    needed: bool
    several: bool = False  # whether more than one can be chosen

    @property
    def is_possible(self) -> bool:
        """Whether the request can be approved by this person at all."""
        return bool(self.may) or not self.needed

    @property
    def offered(self) -> list[str]:
        """The public ids of the teams that can be chosen."""
        return [membership.team.public_id for membership in self.may]

    def find(self, slug: str) -> Membership | None:
        """The membership in the team with this slug that the person may share."""
        return next((m for m in self.may if m.team.slug == slug), None)


def team_choice(user: User, asked: AuthorizationRequest) -> TeamChoice:
    """Which teams ``user`` may let the app into."""
    if not asked.needs_team:
        return TeamChoice((), (), needed=False)
    mine = sorted(user.memberships, key=lambda m: m.team.name.casefold())
    return TeamChoice(
        tuple(m for m in mine if m.may_approve_apps),
        tuple(m for m in mine if not m.may_approve_apps),
        needed=True,
        several=asked.client.several_teams,
    )


def describe(asked: AuthorizationRequest, choice: TeamChoice) -> dict[str, Any]:
    """The template's values."""
    client = asked.client
    return {
        "app": known_as(asked),
        "calls_itself": calls_itself(asked),
        "maker": client.owner.name if client.owner else None,
        "website": client.website or None,
        "reviewed": client.is_reviewed,
        "needs_team": choice.needed,
        "host": redirect_uri.shown_host(asked.target.redirect_uri),
        "warning": warning(asked),
        "scopes": scope_lines(asked),
        "cannot": cannot(asked),
        "teams": team_lines(choice),
        "several": choice.several,
        "team_legend": team_legend(choice),
        "selected_team": preselected(asked, choice),
        "obstacle": obstacle(choice),
    }


def known_as(asked: AuthorizationRequest) -> str:
    """What the app is called: its registered name, or the host if nobody registered it."""
    if asked.client.is_registered:
        return asked.client.name
    return redirect_uri.shown_host(asked.target.redirect_uri)


def calls_itself(asked: AuthorizationRequest) -> str | None:
    """The name in the link where it is not the registered one; it proves nothing."""
    name = asked.target.calls_itself
    return name if name and name != known_as(asked) else None


def scope_lines(asked: AuthorizationRequest) -> list[dict[str, Any]]:
    """A line a scope, readers before writers, and how long it lasts."""
    lines = [
        {
            "title": str(scope.sentence),
            "text": str(scope.detail),
            "icon": "pencil" if scope.writes else "eye",
            "writes": scope.writes,
        }
        for scope in scopes.in_words(asked.scopes)
    ]
    if asked.client.refresh_token_lifetime or asked.client.access_token_lifetime > 86_400:
        stays = {"title": _("Stay connected while you are away"), "text": _("Until you revoke it")}
        lines.append(stays | {"icon": "clock", "writes": False})
    return lines


def cannot(asked: AuthorizationRequest) -> str:
    """What the app does not get, whatever it asks for."""
    if asked.needs_team:
        return _("It cannot see your password or your other teams")
    return _("It cannot see your password or your teams' events")


def warning(asked: AuthorizationRequest) -> dict[str, str] | None:
    """Why to think twice: one box, however many reasons there are."""
    found = list(reasons_to_hesitate(asked))
    if not found:
        return None
    if len(found) == 1:
        return {"title": found[0][0], "text": found[0][1]}
    sentences = " ".join(f"{title}. {text}" for title, text in found)
    return {"title": _("Look twice before you authorize"), "text": sentences}


def reasons_to_hesitate(asked: AuthorizationRequest) -> Iterator[tuple[str, str]]:
    """Each reason in a few words and a sentence."""
    client, uri = asked.client, asked.target.redirect_uri
    if not client.is_registered:
        yield (
            _("This app is unverified"),
            _(
                "Anyone could use its name. All that is certain is where you will be sent. Go on "
                "only if you started this there."
            ),
        )
    elif not client.is_live:
        yield (
            _("This app waits for review"),
            _(
                "You made it, so you can try it on your own teams. Everybody else reads that it "
                "cannot connect yet."
            ),
        )
    elif not client.is_reviewed:
        yield _("Nobody has reviewed this app yet"), _("Go on only if you know who made it.")
    if client_search.has_namesake(client):
        yield _("Another app has the same name"), _("Check where you will be sent.")
    if redirect_uri.is_plain_http(uri):
        yield _("It answers over plain http"), _("Others on your network could read the reply.")


def team_lines(choice: TeamChoice) -> list[dict[str, Any]]:
    """The picker's lines: first what can be chosen, then the others with the reason."""
    may = [_team_line(m, None) for m in choice.may]
    return may + [_team_line(m, _("Only an owner can share this team")) for m in choice.may_not]


def preselected(asked: AuthorizationRequest, choice: TeamChoice) -> str | None:
    """The team that is already chosen: the only one, or the one the app hinted at."""
    if len(choice.may) == 1 and not choice.may_not:
        return choice.may[0].team.slug
    hinted = choice.find(asked.team_hint or "")
    return hinted.team.slug if hinted else None


def obstacle(choice: TeamChoice) -> dict[str, str] | None:
    """Why this person cannot approve, and what to do."""
    if choice.is_possible:
        return None
    if choice.may_not:
        return {
            "title": _("Ask an owner to connect this app"),
            "text": _(
                "You can work with these teams, but only an owner can share one with an app."
            ),
        }
    return {
        "title": _("You have no team yet"),
        "text": _("This app works with a team's events. Make a team, then come back here."),
        "label": _("Make a team"),
        "url": url_for("portal.new_team"),
    }


def _team_line(membership: Membership, note: str | None) -> dict[str, Any]:
    team = membership.team
    return {"value": team.slug, "name": team.name, "note": note, "disabled": note is not None}


def team_legend(choice: TeamChoice) -> str:
    """What stands above the picker."""
    if choice.several:
        return _("Choose the teams it may use")
    return _("Choose the team it may use")


def choose_a_team(choice: TeamChoice) -> str:
    """What the page says when no team was chosen."""
    if choice.several:
        return _("Choose at least one team that this app may use.")
    return _("Choose the team this app may use.")
