"""Which teams a consent page offers: what may be shared, what is searched for, what is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.models.accounts.user import User
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.oauth.authorization.authorization_request import AuthorizationRequest

FEW = 6  # teams; with more of them the page has a search box
MAX_SHOWN = 50
MAX_WORDS = 100  # characters of a search


@dataclass(frozen=True)
class Look:
    """How the person wants to see the page; nothing of it decides what may be granted."""

    words: str = ""  # part of a team's name
    chosen: tuple[str, ...] = ()  # slugs
    every_team: bool = False  # rather than only the one that the app knows already

    @classmethod
    def read(cls, parameters: MultiDict[str, str]) -> "Look":
        """The wishes in a query or a form."""
        chosen = [*parameters.get("chosen", "").split(), *parameters.getlist("team")]
        return cls(
            words=parameters.get("q", "")[:MAX_WORDS].strip(),
            chosen=tuple(dict.fromkeys(slug for slug in chosen if slug)),
            every_team=parameters.get("teams") == "all",
        )

    def query(self) -> dict[str, str]:
        """The same as parameters of the page's address."""
        wishes = {"q": self.words, "chosen": " ".join(self.chosen)}
        return {name: value for name, value in wishes.items() if value} | self.scope()

    def scope(self) -> dict[str, str]:
        """The parameter that asks for every team."""
        return {"teams": "all"} if self.every_team else {}


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
    def is_long(self) -> bool:
        """Whether there are too many teams to look through."""
        return len(self.may) + len(self.may_not) > FEW

    def find(self, slug: str) -> Membership | None:
        """The membership in the team with this slug that the person may share."""
        return next((m for m in self.may if m.team.slug == slug), None)


def team_choice(user: User, auth_request: AuthorizationRequest) -> TeamChoice:
    """Which teams ``user`` may let the app into."""
    if not auth_request.needs_team:
        return TeamChoice((), (), needed=False)
    is_own = auth_request.client.owner_id == user.id
    present = Membership.list_with_teams(user)
    visible = [m for m in present if is_own or not m.team.is_sandbox]
    mine = sorted(visible, key=lambda m: m.team.name.casefold())
    return TeamChoice(
        tuple(m for m in mine if m.may_approve_apps),
        tuple(m for m in mine if not m.may_approve_apps),
        needed=True,
        several=auth_request.client.several_teams,
    )


def describe(auth_request: AuthorizationRequest, choice: TeamChoice, look: Look) -> dict[str, Any]:
    """What team_picker() draws, and the search above it."""
    selected = preselected(auth_request, choice, look)
    matches = matching(choice, look.words, selected)
    shown = matches[:MAX_SHOWN]
    return {
        "lines": team_lines(shown),
        "offered": [m.team.public_id for m in shown if m.may_approve_apps],
        "count": len(matches),
        "more": len(matches) > MAX_SHOWN,
        "legend": legend(choice),
        "selected": selected,
        "several": choice.several,
        "search": choice.is_long,
        "words": look.words,
        "every": look.every_team,
    }


def preselected(auth_request: AuthorizationRequest, choice: TeamChoice, look: Look) -> list[str]:
    """The slugs that are already chosen: by the person, the only one, or the app's hint."""
    if chosen := [slug for slug in look.chosen if choice.find(slug)]:
        return chosen if choice.several else chosen[:1]
    if len(choice.may) == 1 and not choice.may_not:
        return [choice.may[0].team.slug]
    hinted = choice.find(auth_request.team_hint or "")
    return [hinted.team.slug] if hinted else []


def matching(choice: TeamChoice, words: str, selected: list[str]) -> list[Membership]:
    """The teams with ``words`` in their name; before them what is chosen, if not all are shown."""
    every, query = (*choice.may, *choice.may_not), words.casefold()
    is_part = bool(words) or len(every) > MAX_SHOWN
    first = [m for m in every if is_part and m.team.slug in selected]
    return [*first, *(m for m in every if m not in first and query in m.team.name.casefold())]


def team_lines(memberships: Sequence[Membership]) -> list[dict[str, Any]]:
    """The picker's lines; those that cannot be chosen with who can share the team."""
    locked = [m.team for m in memberships if not m.may_approve_apps]
    owners = Membership.list_owners(locked)
    return [
        {
            "value": m.team.slug,
            "name": m.team.name,
            "note": None if m.may_approve_apps else who_can_share(owners[m.team_id]),
            "disabled": not m.may_approve_apps,
        }
        for m in memberships
    ]


def who_can_share(owners: Sequence[User]) -> str:
    """Who may let an app into a team that the person does not own."""
    names = [owner.name for owner in owners]
    if len(names) == 1:
        return _("Only %(owner)s can share this team", owner=names[0])
    if len(names) == 2:
        return _("Only %(one)s and %(other)s can share this team", one=names[0], other=names[1])
    return _(
        "Only its owners can share this team: %(one)s, %(other)s and others",
        one=names[0],
        other=names[1],
    )


def legend(choice: TeamChoice) -> str:
    """What stands above the picker."""
    if not choice.may:
        return _("Your teams")
    if choice.several:
        return _("Choose the teams it may use")
    return _("Choose the team it may use")


def choose_a_team(choice: TeamChoice) -> str:
    """What the page says when no team was chosen."""
    if choice.several:
        return _("Choose at least one team that this app may use.")
    return _("Choose the team this app may use.")


def chosen_teams(
    choice: TeamChoice, offered: Sequence[str], slugs: Sequence[str]
) -> list[Team] | None:
    """The chosen teams if each was offered and still may be; None: all must be refused."""
    if not choice.needed:
        return []
    matches = [choice.find(slug) for slug in dict.fromkeys(slugs)]
    if len(matches) > 1 and not choice.several:
        return None
    teams = [m.team for m in matches if m is not None and m.team.public_id in offered]
    return teams if len(teams) == len(matches) else None
