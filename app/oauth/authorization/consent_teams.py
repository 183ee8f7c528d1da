"""The teams that a consent page offers: which can be shared, match a search, are chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.grants import connect_rule
from app.models.teams.membership import Membership
from app.models.teams.team import ConnectPolicy, Team
from app.oauth.authorization.authorization_request import AuthorizationRequest

FEW = 6  # teams; with more of them the page has a search box
MAX_SHOWN = 50
MAX_QUERY = 100  # characters


@dataclass(frozen=True)
class Look:
    """How the user wants to see the page; it does not decide what may be granted."""

    query: str = ""  # part of a team's name
    chosen: tuple[str, ...] = ()  # slugs
    every_team: bool = False  # rather than only those of the existing grant
    term: str | None = None  # how long the access is to last

    @classmethod
    def read(cls, parameters: MultiDict[str, str]) -> "Look":
        """The look that a query or a form requests."""
        chosen = [*parameters.get("chosen", "").split(), *parameters.getlist("team")]
        return cls(
            query=parameters.get("q", "")[:MAX_QUERY].strip(),
            chosen=tuple(dict.fromkeys(slug for slug in chosen if slug)),
            every_team=parameters.get("teams") == "all",
            term=parameters.get("expires"),
        )

    def parameters(self) -> dict[str, str]:
        """The look as query parameters of the page."""
        every = "all" if self.every_team else ""
        values = {"q": self.query, "chosen": " ".join(self.chosen), "teams": every}
        values["expires"] = self.term or ""
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True)
class TeamChoice:
    """The user's teams: those they may share, those whose owners may, and the others.

    ``barred`` are teams whose policy refuses the app.
    """

    sharable: tuple[Membership, ...]
    locked: tuple[Membership, ...]
    needed: bool
    several: bool = False  # whether more than one can be chosen
    barred: tuple[Membership, ...] = ()

    @property
    def is_possible(self) -> bool:
        """Whether this user can approve the request."""
        return bool(self.sharable) or not self.needed

    @property
    def is_long(self) -> bool:
        """Whether there are enough teams for a search box."""
        return len(self.every) > FEW

    @property
    def every(self) -> tuple[Membership, ...]:
        """All of them, those that can be chosen first."""
        return (*self.sharable, *self.locked, *self.barred)

    def find(self, slug: str) -> Membership | None:
        """The membership in the sharable team with this slug."""
        return next((m for m in self.sharable if m.team.slug == slug), None)


def team_choice(user: User, auth_request: AuthorizationRequest) -> TeamChoice:
    """The teams that ``user`` can share with the app."""
    if not auth_request.needs_team:
        return TeamChoice((), (), needed=False)
    is_own = auth_request.client.has_person(user)
    memberships = Membership.list_with_teams(user)
    visible = [m for m in memberships if is_own or not m.team.is_sandbox]
    mine = sorted(visible, key=lambda m: m.team.name.casefold())
    allowed = [m for m in mine if connect_rule.allows(m.team, auth_request.client)]
    return TeamChoice(
        tuple(m for m in allowed if m.may_approve_apps),
        tuple(m for m in allowed if not m.may_approve_apps),
        needed=True,
        several=auth_request.client.several_teams,
        barred=tuple(m for m in mine if m not in allowed),
    )


def describe(auth_request: AuthorizationRequest, choice: TeamChoice, look: Look) -> dict[str, Any]:
    """What team_picker() shows, and the search above it."""
    selected = preselected(auth_request, choice, look)
    matches = matching(choice, look.query, selected)
    shown = matches[:MAX_SHOWN]
    return {
        "lines": team_lines(shown, barred=choice.barred),
        "offered": [m.team.public_id for m in shown if m in choice.sharable],
        "count": len(matches),
        "more": len(matches) > MAX_SHOWN,
        "legend": legend(choice),
        "selected": selected,
        "several": choice.several,
        "search": choice.is_long,
        "query": look.query,
        "every": look.every_team,
    }


def preselected(auth_request: AuthorizationRequest, choice: TeamChoice, look: Look) -> list[str]:
    """The slugs that are already chosen: by the user, the only one, or the app's hint."""
    if chosen := [slug for slug in look.chosen if choice.find(slug)]:
        return chosen if choice.several else chosen[:1]
    if len(choice.every) == len(choice.sharable) == 1:
        return [choice.sharable[0].team.slug]
    hinted = choice.find(auth_request.team_hint or "")
    return [hinted.team.slug] if hinted else _present(auth_request, choice)


def _present(auth_request: AuthorizationRequest, choice: TeamChoice) -> list[str]:
    """The teams of the grant that the request would replace."""
    grant = auth_request.management.grant if auth_request.management is not None else None
    slugs = [team.slug for team in grant.teams if choice.find(team.slug)] if grant else []
    return slugs if choice.several else slugs[:1]


def matching(choice: TeamChoice, query: str, selected: list[str]) -> list[Membership]:
    """The teams with ``query`` in their name; chosen ones come first unless all are shown."""
    every, key = choice.every, query.casefold()
    is_part = bool(query) or len(every) > MAX_SHOWN
    first = [m for m in every if is_part and m.team.slug in selected]
    return [*first, *(m for m in every if m not in first and key in m.team.name.casefold())]


def team_lines(
    memberships: Sequence[Membership], *, barred: Sequence[Membership] = ()
) -> list[dict[str, Any]]:
    """The picker's lines; a locked team names the owners who can share it."""
    locked = [m for m in memberships if not m.may_approve_apps and m not in barred]
    owners = Membership.list_owners([m.team for m in locked])
    return [
        {
            "value": m.team.slug,
            "name": m.team.name,
            "note": who_can_share(owners[m.team_id]) if m in locked else policy_note(m, barred),
            "disabled": m in locked or m in barred,
        }
        for m in memberships
    ]


def policy_note(membership: Membership, barred: Sequence[Membership]) -> str | None:
    """What the team's policy says to an app that is about to be connected."""
    if membership in barred:
        return _("Only reviewed apps may connect to this team")
    is_asked = membership.team.connect_policy == ConnectPolicy.ASK
    return _("Its owners are asked each time") if is_asked else None


def describe_policy(choice: TeamChoice) -> dict[str, Any] | None:
    """Which of the teams do not let the app connect, and who can change that."""
    if not choice.barred:
        return None
    membership = choice.barred[0]
    team = membership.team
    title = _("%(team)s lets only reviewed apps connect", team=team.name)
    if membership.may_manage:
        text = _("Ask its makers to have the app reviewed, or change who may connect.")
        return {"title": title, "text": text, "team": team}
    owners = Membership.list_owners([team])[team.id]
    text = _("To connect this app anyway, ask an owner: %(owner)s.", owner=owners[0].name)
    return {"title": title, "text": text, "team": None}


def who_can_share(owners: Sequence[User]) -> str:
    """Names the owners of a team that the user does not own."""
    names = {"one": owners[0].name, "other": owners[1].name if len(owners) > 1 else ""}
    if len(owners) == 1:
        return _("Only %(one)s can share this team", **names)
    if len(owners) == 2:
        return _("Only %(one)s and %(other)s can share this team", **names)
    return _("Only its owners can share this team: %(one)s, %(other)s and others", **names)


def legend(choice: TeamChoice) -> str:
    """The heading of the picker."""
    if not choice.sharable:
        return _("Your teams")
    if choice.several:
        return _("Choose the teams it may use")
    return _("Choose the team it may use")


def choose_a_team(choice: TeamChoice) -> str:
    """The error when no team was chosen."""
    if choice.several:
        return _("Choose at least one team that this app may use.")
    return _("Choose the team this app may use.")


def chosen_teams(
    choice: TeamChoice, offered: Sequence[str], slugs: Sequence[str]
) -> list[Team] | None:
    """The chosen teams; None when one was not offered or can no longer be shared."""
    if not choice.needed:
        return []
    matches = [choice.find(slug) for slug in dict.fromkeys(slugs)]
    if len(matches) > 1 and not choice.several:
        return None
    teams = [m.team for m in matches if m is not None and m.team.public_id in offered]
    return teams if len(teams) == len(matches) else None
