"""Scopes: their names, the sentences on the consent page, and what each permits."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.language.texts import lazy_gettext as _


class Permission(StrEnum):
    """What a route requires. Scopes grant permissions; roles limit them."""

    READ_EVENTS = "read events"
    WRITE_EVENTS = "write events"
    READ_BOOKINGS = "read bookings"
    READ_HOLDERS = "read ticket holders"
    READ_GUESTS = "read guest lists"
    WRITE_GUESTS = "add guests and check them in"
    READ_PROFILE = "read profile"
    READ_TICKETS = "read tickets"
    IDENTIFY = "identify the user"
    READ_NAME = "read name"
    READ_EMAIL = "read e-mail address"


TEAM_PERMISSIONS = frozenset(
    {
        Permission.READ_EVENTS,
        Permission.WRITE_EVENTS,
        Permission.READ_BOOKINGS,
        Permission.READ_HOLDERS,
        Permission.READ_GUESTS,
        Permission.WRITE_GUESTS,
    }
)
# What they read is a person's, not a team's.
OF_PEOPLE = frozenset(
    {
        Permission.READ_PROFILE,
        Permission.READ_TICKETS,
        Permission.READ_NAME,
        Permission.READ_EMAIL,
    }
)


@dataclass(frozen=True)
class Scope:
    """One documented scope.

    ``sentence`` and ``detail`` appear on the consent page; ``implies`` names the scopes that it
    includes; ``writes`` marks a scope that permits changes; ``of_sign_in`` one of OpenID Connect,
    which opens nothing of the API.
    """

    name: str
    sentence: object
    detail: object
    permissions: frozenset[Permission]
    implies: tuple[str, ...] = ()
    writes: bool = False
    of_sign_in: bool = False

    @property
    def needs_team(self) -> bool:
        """Whether a grant of this scope is for a team and not for the user alone."""
        return bool(self.permissions & TEAM_PERMISSIONS)


def _table(*scopes: Scope) -> dict[str, Scope]:
    return {scope.name: scope for scope in scopes}


_GUESTS = frozenset({Permission.READ_GUESTS, Permission.READ_BOOKINGS, Permission.READ_HOLDERS})
_SEPARATORS = re.compile(r"[\s,]+")
BASIC = "events:read"  # with which an app begins; it asks for more when it needs more
SCOPES = _table(
    Scope(
        "events:read",
        _("See this team's events"),
        _("Titles, times, places and descriptions; no drafts and nothing private"),
        frozenset({Permission.READ_EVENTS}),
    ),
    Scope(
        "events:write",
        _("Add, change and cancel this team's events"),
        _("It also sees them. What it publishes goes out under the team's name"),
        frozenset({Permission.READ_EVENTS, Permission.WRITE_EVENTS}),
        implies=("events:read",),
        writes=True,
    ),
    Scope(
        "event:write",
        _("Publish events for this team"),
        _("It also sees them. What it publishes goes out under the team's name"),
        frozenset({Permission.READ_EVENTS, Permission.WRITE_EVENTS}),
        implies=("events:read",),
        writes=True,
    ),
    Scope(
        "profile:read",
        _("See your name and e-mail address"),
        _("Also your language and time zone"),
        frozenset({Permission.READ_PROFILE}),
    ),
    Scope(
        "tickets:read",
        _("See the tickets you hold"),
        _("Which events you go to; never the ticket codes"),
        frozenset({Permission.READ_TICKETS}),
    ),
    Scope(
        "public",
        _("See your profile and your tickets"),
        _("Your name, e-mail address, language and time zone, and the events you go to"),
        frozenset({Permission.READ_PROFILE, Permission.READ_TICKETS}),
    ),
    Scope(
        "crm_read",
        _("See this team's events and bookings"),
        _("Which tickets are booked, without the holders' names"),
        frozenset({Permission.READ_EVENTS, Permission.READ_BOOKINGS}),
        implies=("events:read",),
    ),
    Scope(
        "guests:read",
        _("See who comes to this team's events"),
        _("Names and e-mail addresses of the people who booked, and who has arrived"),
        _GUESTS,
    ),
    Scope(
        "guests:write",
        _("Add guests to this team's events and check them in"),
        _("It also sees them, with names and e-mail addresses, and gets the codes of new tickets"),
        _GUESTS | {Permission.WRITE_GUESTS},
        implies=("guests:read",),
        writes=True,
    ),
    Scope(
        "crm_manage",
        _("Manage this team's events and see who booked"),
        _("It can add, change and cancel events, and read ticket holders' names"),
        frozenset(
            {
                Permission.READ_EVENTS,
                Permission.WRITE_EVENTS,
                Permission.READ_BOOKINGS,
                Permission.READ_HOLDERS,
            }
        ),
        implies=("crm_read", "events:write"),
        writes=True,
    ),
    Scope(
        "openid",
        _("Sign you in with this account"),
        _("It gets an ID of your account that stays the same, and how you signed in"),
        frozenset({Permission.IDENTIFY}),
        of_sign_in=True,
    ),
    Scope(
        "profile",
        _("See your name"),
        _("Also your language and time zone"),
        frozenset({Permission.READ_NAME}),
        of_sign_in=True,
    ),
    Scope(
        "email",
        _("See your e-mail address"),
        _("Only if it is confirmed"),
        frozenset({Permission.READ_EMAIL}),
        of_sign_in=True,
    ),
    Scope(
        "offline_access",
        _("Stay connected while you are away"),
        _("It can renew its access without asking you again"),
        frozenset(),
        of_sign_in=True,
    ),
)


# With a token of its own a client reads and ends its grants; no user is asked for these
# (Grant Management for OAuth 2.0, section 6.1).
QUERY_GRANTS, REVOKE_GRANTS = "grant_management_query", "grant_management_revoke"
OF_CLIENTS = frozenset({QUERY_GRANTS, REVOKE_GRANTS})


def parse(text: str | None) -> frozenset[str]:
    """Return the scope names in ``text``, split on white space and commas; unknown ones too."""
    return frozenset(filter(None, _SEPARATORS.split(text or "")))


def dump(names: Iterable[str]) -> str:
    """Return scope names as a ``scope`` parameter: sorted, separated by one space."""
    return " ".join(sorted(set(names)))


def of_sign_in(names: Iterable[str]) -> frozenset[str]:
    """Return those of ``names`` that are OpenID Connect's."""
    return frozenset(name for name in names if name in SCOPES and SCOPES[name].of_sign_in)


def unknown(names: Iterable[str]) -> list[str]:
    """Return those of ``names`` that are no scopes, sorted."""
    return sorted(set(names) - SCOPES.keys())


def closure(names: Iterable[str]) -> frozenset[str]:
    """Return the known ``names`` with all scopes that they imply."""
    implied: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in SCOPES and name not in implied:
            implied.add(name)
            waiting.extend(SCOPES[name].implies)
    return frozenset(implied)


def covers(allowed: Iterable[str], requested: Iterable[str]) -> bool:
    """Whether ``allowed`` includes every requested scope, directly or by implication."""
    return set(requested) <= closure(allowed)


def within(names: Iterable[str], *limits: Iterable[str]) -> frozenset[str]:
    """Return ``names`` and all they imply, as far as every one of ``limits`` covers it."""
    return frozenset.intersection(closure(names), *map(closure, limits))


def without(
    names: Iterable[str], removed: str, kept: Iterable[str] = frozenset()
) -> frozenset[str]:
    """Return ``names`` less those that include ``removed``; of what goes with these, keep ``kept``.

    What is kept must not include ``removed`` either.
    """
    names = frozenset(names)
    gone = frozenset(name for name in names if removed in closure((name,)))
    stay = frozenset(name for name in kept if removed not in closure((name,)))
    return (names - gone) | (closure(gone) & stay)


def permissions(names: Iterable[str]) -> frozenset[Permission]:
    """Return what a token with these scopes permits, apart from the limits of a role."""
    return frozenset[Permission]().union(*(SCOPES[name].permissions for name in closure(names)))


def giving(permission: Permission) -> str:
    """Return the smallest scope that grants ``permission``: the first in the table."""
    return next(scope.name for scope in SCOPES.values() if permission in scope.permissions)


def need_team(names: Iterable[str]) -> bool:
    """Whether any of ``names`` needs a team."""
    return any(SCOPES[name].needs_team for name in names if name in SCOPES)


def describe(names: Iterable[str]) -> list[Scope]:
    """Return the scopes of ``names`` for display: reading before writing, else as in the table."""
    scopes = [SCOPES[name] for name in SCOPES if name in set(names)]
    return sorted(scopes, key=lambda scope: scope.writes)
