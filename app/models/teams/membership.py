"""Memberships: who belongs to a team, and what each role may do."""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from sqlalchemy import ForeignKey, Index, Select, String, bindparam, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.teams import membership_news
from app.models.teams.membership_news import Change
from app.models.teams.team import Team
from app.models.values import clock, columns
from app.models.values.errors import LastOwnerError
from app.models.values.scopes import TEAM_PERMISSIONS, Permission


class Role(StrEnum):
    """Owners approve apps and manage members; editors write events; viewers read."""

    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"


PERMISSIONS = {
    Role.OWNER: TEAM_PERMISSIONS,
    Role.EDITOR: TEAM_PERMISSIONS,
    Role.VIEWER: frozenset({Permission.READ_EVENTS, Permission.READ_BOOKINGS}),
}
EDITORS = frozenset({Role.OWNER, Role.EDITOR})  # may write the team's events


class Membership(db.Model):
    """A user's time in a team. It is ended, never deleted, so that history stays readable."""

    __tablename__ = "membership"
    __table_args__ = (
        columns.partial_index(
            "uq_membership_present", "team_id", "user_id", where="ended_at IS NULL", unique=True
        ),
        columns.partial_index("ix_membership_team", "team_id", "id", where="ended_at IS NULL"),
        Index("ix_membership_user_id", "user_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    ended_at: Mapped[int | None]

    team: Mapped[Team] = relationship()
    user: Mapped[User] = relationship()

    @classmethod
    def found_team(cls, *, name: str, owner: User, slug: str = "", timezone: str = "UTC") -> Team:
        """Return a new, stored team with ``owner`` as its first owner, as ``Team.create`` does."""
        team = Team.create(name=name, slug=slug, timezone=timezone)
        db.session.add(cls(team=team, user=owner, role=Role.OWNER))
        audit_trail.record("team.created", team=team, subject=owner)
        return team

    @classmethod
    def find(cls, team: Team, user: User) -> "Membership | None":
        """Return ``user``'s present membership in ``team``, or None."""
        return db.session.scalar(_present(), {"team": team.id, "user": user.id})

    @classmethod
    def list_of(cls, team: Team) -> list["Membership"]:
        """Return the present memberships of ``team``, oldest first."""
        present = select(cls).where(cls.team_id == team.id, cls.ended_at.is_(None))
        return list(db.session.scalars(present.options(joinedload(cls.user)).order_by(cls.id)))

    @classmethod
    def begin(cls, team: Team, user: User, role: Role) -> bool:
        """Make ``user`` a member; False when they are one already, or the team is deleted."""
        membership = cls.add(team, user, role)
        if membership is not None:
            membership.announce(Change.JOINED)
        return membership is not None

    @classmethod
    def add(cls, team: Team, user: User, role: Role) -> "Membership | None":
        """Begin a membership and return it, as ``begin``, without telling people."""
        # The lock makes concurrent requests visible here.
        team.lock()
        db.session.refresh(team, ["deleted_at"])
        if team.deleted_at is not None or cls.find(team, user) is not None:
            return None
        membership = cls(team=team, user=user, role=role)
        db.session.add(membership)
        audit_trail.record("member.added", team=team, subject=user, user=user.public_id, role=role)
        return membership

    def announce(self, change: Change) -> None:
        """Tell the member and all owners of the team, those of now, about ``change``."""
        owners = Membership.list_owners([self.team])[self.team_id]
        news = membership_news.describe(self.team, self.user, self.role, change, owners)
        membership_news.publish(news)

    @classmethod
    def hold_ownership(cls, user: User, teams: Sequence[Team]) -> bool:
        """Whether ``user`` owns all ``teams``, which is then certain until the commit.

        The lock makes another owner who takes the role away wait and then see the new grant.
        """
        owned = db.session.scalars(
            select(Membership.team_id)
            .where(
                Membership.user_id == user.id,
                Membership.team_id.in_([team.id for team in teams]),
                Membership.role == Role.OWNER,
                Membership.ended_at.is_(None),
            )
            .with_for_update()
        )
        return set(owned) == {team.id for team in teams}

    @classmethod
    def hold(cls, user: User, teams: Sequence[Team]) -> bool:
        """Whether ``user`` is a member of all ``teams``, which is then certain until the commit.

        The lock makes an owner who removes them wait and then see what is granted now.
        """
        held = db.session.scalars(
            select(Membership.team_id)
            .where(
                Membership.user_id == user.id,
                Membership.team_id.in_([team.id for team in teams]),
                Membership.ended_at.is_(None),
            )
            .with_for_update()
        )
        return set(held) == {team.id for team in teams}

    @classmethod
    def list_with_teams(cls, user: User) -> list["Membership"]:
        """Return the present memberships of ``user`` with their teams, in one query."""
        return list(db.session.scalars(_of_user_with_teams(), {"user": user.id}))

    @classmethod
    def list_owners(cls, teams: Sequence[Team]) -> dict[int, list[User]]:
        """Return the owners of each of ``teams`` by its id, longest-standing first."""
        owners: dict[int, list[User]] = {team.id: [] for team in teams}
        if not owners:
            return owners
        memberships = db.session.scalars(
            select(cls)
            .where(cls.team_id.in_(owners), cls.role == Role.OWNER, cls.ended_at.is_(None))
            .options(joinedload(cls.user))
            .order_by(cls.id)
        )
        for membership in memberships:
            owners[membership.team_id].append(membership.user)
        return owners

    @property
    def may_approve_apps(self) -> bool:
        """Whether this member may authorize apps for the team."""
        return self.role == Role.OWNER

    @property
    def may_manage(self) -> bool:
        """Whether this member may change members and the team itself."""
        return self.role == Role.OWNER

    @property
    def may_write_events(self) -> bool:
        """Whether this member may add, change and import events, and make private links."""
        return self.role in EDITORS

    def require_another_owner(self) -> None:
        """Raise LastOwnerError when this member is the team's only owner."""
        # The lock makes two owners who leave at once take turns.
        owners = db.session.scalars(
            select(Membership)
            .where(
                Membership.team_id == self.team_id,
                Membership.role == Role.OWNER,
                Membership.ended_at.is_(None),
            )
            .order_by(Membership.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).all()
        if not any(owner.id != self.id for owner in owners):
            raise LastOwnerError


@cache  # building a statement takes as long as running it
def _present() -> "Select[Membership]":
    is_theirs = (
        Membership.team_id == bindparam("team"),
        Membership.user_id == bindparam("user"),
    )
    return select(Membership).where(*is_theirs, Membership.ended_at.is_(None))


@cache
def _of_user_with_teams() -> "Select[Membership]":
    of_user = select(Membership).where(Membership.user_id == bindparam("user"))
    present = of_user.where(Membership.ended_at.is_(None))
    return present.options(joinedload(Membership.team, innerjoin=True)).order_by(Membership.id)
