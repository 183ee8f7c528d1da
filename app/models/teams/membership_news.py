"""News of memberships: what owners and members are told once a change is committed.

The rule that changes a membership publishes the news, whichever door asked for it, so that none
can forget to tell people. ``app/portal/teams/membership_mails.py`` makes mails of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import origin
from app.models.teams.team import Team

_KEY = "membership_news"


class Change(StrEnum):
    """What happened to a membership."""

    JOINED = "joined"
    ROLE_CHANGED = "role_changed"
    LEFT = "left"
    REMOVED = "removed"


@dataclass(frozen=True)
class Reader:
    """A user to be told, as they are called before the change."""

    user_id: int
    name: str
    email: str
    verified_at: int | None
    locale: str | None
    timezone: str


@dataclass(frozen=True)
class MembershipNews:
    """A change of one membership. ``by`` names the owner who did it; None: an operator."""

    team: Team
    change: Change
    person: Reader
    role: str
    by: str | None
    owners: Sequence[Reader]


@dataclass(frozen=True)
class HandoverNews:
    """A team has another owner by an operator's act. ``lost``: apps of each former owner by id."""

    team: Team
    owner: Reader
    reason: str
    members: Sequence[Reader]
    lost: Mapping[int, Sequence[str]]


@dataclass(frozen=True)
class OrphanNews:
    """``person`` no longer owns the team, and ``apps`` that they connected have stopped."""

    team: Team
    person: Reader
    apps: Sequence[str]


@dataclass(frozen=True)
class DisabledNews:
    """``person``, whose account is disabled now, connected ``apps`` to the team, which stopped."""

    team: Team
    person: Reader
    apps: Sequence[str]


News = MembershipNews | HandoverNews | OrphanNews | DisabledNews


def describe(team: Team, user: User, role: str, change: Change, owners: Sequence[User]) -> News:
    """Return the news of a change that the current user made."""
    actor_id = origin.current().actor_id
    if change is Change.REMOVED and actor_id == user.id:
        change = Change.LEFT
    by = next((owner.name for owner in owners if owner.id == actor_id), None)
    return MembershipNews(team, change, reader(user), role, by, readers(owners))


def reader(user: User) -> Reader:
    """Return ``user`` as somebody to be told."""
    return Reader(user.id, user.name, user.email, user.verified_at, user.locale, user.timezone)


def readers(users: Sequence[User]) -> list[Reader]:
    """Return those of ``users`` whose account may be used."""
    return [reader(user) for user in users if user.is_active]


def publish(news: News) -> None:
    """Tell people when the session's transaction is committed; a rollback withdraws it."""
    db.session.info.setdefault(_KEY, []).append(news)


def take() -> list[News]:
    """Return what was published and not yet taken."""
    news: list[News] = db.session.info.pop(_KEY, [])
    return news
