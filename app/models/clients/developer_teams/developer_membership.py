"""Memberships of developer teams: who belongs to one, in which role."""

from collections.abc import Sequence

from sqlalchemy import ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.clients.developer_teams.developer_role import (
    PERMISSIONS,
    Act,
    DeveloperRole,
    roles_with,
)
from app.models.clients.developer_teams.developer_team import DeveloperTeam
from app.models.values import clock, columns
from app.models.values.errors import LastAdminError, LimitError

MAX_MEMBERS = 100  # of a team
MAX_TEAMS = 20  # of which one user is an admin: each has apps of its own


class DeveloperMembership(db.Model):
    """A user's time in a developer team. It is ended, never deleted."""

    __tablename__ = "developer_membership"
    __table_args__ = (
        columns.partial_index(
            "uq_developer_membership_present",
            "team_id",
            "user_id",
            where="ended_at IS NULL",
            unique=True,
        ),
        Index("ix_developer_membership_user_id", "user_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("developer_team.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    ended_at: Mapped[int | None]

    team: Mapped[DeveloperTeam] = relationship()
    user: Mapped[User] = relationship()

    @classmethod
    def found_team(cls, name: str, admin: User) -> DeveloperTeam:
        """A new team whose only member is ``admin``.

        Raises ValidationError("name", …), and LimitError for one team too many.
        """
        admin.hold()
        if len([own for own in cls.list_of_user(admin) if own.may(Act.MANAGE)]) >= MAX_TEAMS:
            raise LimitError("name", _("You manage as many teams as one person may manage."))
        team = DeveloperTeam.create(name)
        db.session.add(cls(team=team, user=admin, role=DeveloperRole.ADMIN))
        audit_trail.record("developer_team.created", team.facts, subject=admin)
        return team

    @classmethod
    def find(cls, team: DeveloperTeam, user: User) -> "DeveloperMembership | None":
        """The present membership of ``user`` in ``team``, or None."""
        own = (cls.team_id == team.id, cls.user_id == user.id, cls.ended_at.is_(None))
        return db.session.scalar(select(cls).where(*own))

    @classmethod
    def find_member(cls, team: DeveloperTeam, user_id: str) -> "DeveloperMembership | None":
        """The present membership of the user with this public id, or None."""
        present = (cls.team_id == team.id, cls.ended_at.is_(None), User.public_id == user_id)
        return db.session.scalar(select(cls).join(cls.user).where(*present))

    @classmethod
    def list_of(cls, team: DeveloperTeam) -> Sequence["DeveloperMembership"]:
        """The present memberships of ``team``, longest-standing first; at most MAX_MEMBERS."""
        present = select(cls).where(cls.team_id == team.id, cls.ended_at.is_(None))
        members = present.options(joinedload(cls.user)).order_by(cls.id)
        return db.session.scalars(members).all()

    @classmethod
    def list_of_user(cls, user: User) -> Sequence["DeveloperMembership"]:
        """The present memberships of ``user`` with their teams, in order of the teams' names."""
        present = select(cls).where(cls.user_id == user.id, cls.ended_at.is_(None))
        own = present.options(joinedload(cls.team))
        return sorted(db.session.scalars(own), key=lambda member: member.team.name.casefold())

    @classmethod
    def list_users_with(cls, team: DeveloperTeam, act: Act) -> list[User]:
        """The members who may do ``act`` and use their account, longest-standing first."""
        members = (member for member in cls.list_of(team) if member.may(act))
        return [member.user for member in members if member.user.is_active]

    @classmethod
    def count(cls, team: DeveloperTeam) -> int:
        """How many members ``team`` has."""
        present = (cls.team_id == team.id, cls.ended_at.is_(None))
        return db.session.scalar(select(func.count(cls.id)).where(*present)) or 0

    @classmethod
    def is_only_admin(cls, team: DeveloperTeam, user: User) -> bool:
        """Whether no one but ``user`` manages ``team``."""
        others = (
            cls.team_id == team.id,
            cls.ended_at.is_(None),
            cls.role.in_(roles_with(Act.MANAGE)),
            cls.user_id != user.id,
        )
        return db.session.scalar(select(cls.id).where(*others).limit(1)) is None

    @classmethod
    def begin(cls, team: DeveloperTeam, user: User, role: DeveloperRole) -> bool:
        """Make ``user`` a member; False when they are one already, or the team is deleted.

        Raises LimitError for one member too many.
        """
        team.hold()
        if not team.is_active or cls.find(team, user) is not None:
            return False
        if cls.count(team) >= MAX_MEMBERS:
            raise LimitError("email", _("This team has as many members as one may have."))
        db.session.add(cls(team=team, user=user, role=role))
        facts = {**team.facts, "user": user.public_id, "role": role.value}
        audit_trail.record("developer.added", facts, subject=user)
        return True

    @classmethod
    def appoint(cls, team: DeveloperTeam, user: User) -> bool:
        """Make ``user`` an admin, as operators decide; False when they are one already.

        Raises LimitError for one member too many.
        """
        team.hold()
        membership = cls.find(team, user)
        if membership is None:
            return cls.begin(team, user, DeveloperRole.ADMIN)
        if membership.may(Act.MANAGE):
            return False
        membership.change_role(DeveloperRole.ADMIN)
        return True

    @classmethod
    def list_unmanaged(cls, limit: int = 20) -> Sequence[DeveloperTeam]:
        """Teams none of whose admins can use their account."""
        admin = (
            select(cls.id)
            .join(cls.user)
            .where(
                cls.team_id == DeveloperTeam.id,
                cls.ended_at.is_(None),
                cls.role.in_(roles_with(Act.MANAGE)),
                User.disabled_at.is_(None),
            )
        )
        unmanaged = select(DeveloperTeam).where(
            DeveloperTeam.deleted_at.is_(None), ~admin.correlate(DeveloperTeam).exists()
        )
        return db.session.scalars(unmanaged.order_by(DeveloperTeam.id).limit(limit)).all()

    @property
    def acts(self) -> frozenset[Act]:
        """What this member may do."""
        return PERMISSIONS[DeveloperRole(self.role)]

    def may(self, act: Act) -> bool:
        """Whether this member may do ``act``."""
        return act in self.acts

    def change_role(self, role: DeveloperRole) -> None:
        """Give the member another role; raises LastAdminError for the only admin."""
        if self.role == role:
            return
        self._require_another_admin()
        self.role = role
        self._record("developer.role_changed", role=role.value)

    def end(self) -> None:
        """Remove the member: every page of the team's apps is closed to them from now on.

        Raises LastAdminError for the only admin.
        """
        self._require_another_admin()
        self.close()

    def close(self) -> None:
        """End it, even if no other admin is left."""
        self.ended_at = clock.now()
        self._record("developer.removed")

    def _require_another_admin(self) -> None:
        # The lock makes two admins who leave at once take turns.
        self.team.hold()
        db.session.refresh(self)
        if self.may(Act.MANAGE) and self.is_only_admin(self.team, self.user):
            raise LastAdminError

    def _record(self, action: str, **more: str) -> None:
        facts = {**self.team.facts, "user": self.user.public_id, **more}
        audit_trail.record(action, facts, subject=self.user)
