"""Who owns an app: a person, a developer team, or no one, when it registered itself."""

from sqlalchemy import BindParameter, ColumnElement, ForeignKey, or_, select
from sqlalchemy.orm import Mapped, declared_attr, joinedload, mapped_column, relationship
from sqlalchemy.orm.interfaces import LoaderOption

from app.models.accounts.user import User
from app.models.clients.developer_teams.developer_membership import DeveloperMembership
from app.models.clients.developer_teams.developer_role import (
    EVERYTHING,
    NOTHING,
    Act,
    roles_with,
)
from app.models.clients.developer_teams.developer_team import DeveloperTeam

Owner = User | DeveloperTeam


class ClientOwnership:
    """The owner of a client, and the one rule about who may do what to it."""

    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    owner_team_id: Mapped[int | None] = mapped_column(ForeignKey("developer_team.id"))

    @declared_attr
    def owner_person(cls) -> Mapped[User | None]:
        """The person who owns it; None for the app of a team."""
        return relationship()

    @declared_attr
    def owner_team(cls) -> Mapped[DeveloperTeam | None]:
        """The developer team that owns it; None for the app of a person."""
        return relationship()

    @property
    def owner(self) -> Owner | None:
        """Who owns it; None for an app that registered itself."""
        return self.owner_person or self.owner_team

    @owner.setter
    def owner(self, owner: Owner | None) -> None:
        self.owner_person = owner if isinstance(owner, User) else None
        self.owner_team = owner if isinstance(owner, DeveloperTeam) else None

    @property
    def makers_name(self) -> str | None:
        """What users read about who made it; None for an app that registered itself."""
        return self.owner.name if self.owner is not None else None

    def acts_of(self, user: User) -> frozenset[Act]:
        """What ``user`` may do to it, read from the memberships of now; nothing for strangers."""
        if self.owner_person is not None:
            return EVERYTHING if self.owner_person.id == user.id else NOTHING
        if self.owner_team is None:
            return NOTHING
        membership = DeveloperMembership.find(self.owner_team, user)
        return membership.acts if membership is not None else NOTHING

    def may(self, user: User, act: Act) -> bool:
        """Whether ``user`` may do ``act`` to it now."""
        return act in self.acts_of(user)

    def has_person(self, user: User | None) -> bool:
        """Whether ``user`` is one of the people of its owner, who may try it before a review."""
        return user is not None and self.may(user, Act.VIEW)

    def list_people_to_tell(self) -> list[User]:
        """The users who get the mails about it: its owner, or a team's admins and developers."""
        if self.owner_person is not None:
            return [self.owner_person] if self.owner_person.is_active else []
        if self.owner_team is None:
            return []
        return DeveloperMembership.list_users_with(self.owner_team, Act.HEAR)

    @classmethod
    def with_owner(cls) -> tuple[LoaderOption, LoaderOption]:
        """The options that read the owners in the same query."""
        return joinedload(cls.owner_person), joinedload(cls.owner_team)

    @classmethod
    def is_owned_by(cls, owner: Owner) -> ColumnElement[bool]:
        """The condition of the clients that ``owner`` has."""
        is_person = isinstance(owner, User)
        return (cls.owner_id if is_person else cls.owner_team_id) == owner.id

    @classmethod
    def is_open_to(cls, user: User, act: Act = Act.VIEW) -> ColumnElement[bool]:
        """The condition of the clients to which ``user`` may do ``act``."""
        teams = select(DeveloperMembership.team_id).where(
            DeveloperMembership.user_id == user.id,
            DeveloperMembership.ended_at.is_(None),
            DeveloperMembership.role.in_(roles_with(act)),
        )
        return or_(cls.owner_id == user.id, cls.owner_team_id.in_(teams))

    @classmethod
    def has_other_owner_than(
        cls, owner_id: BindParameter[int], owner_team_id: BindParameter[int]
    ) -> ColumnElement[bool]:
        """The condition of the clients of other owners; apps without one count as one owner's."""
        return or_(
            cls.owner_id.is_distinct_from(owner_id),
            cls.owner_team_id.is_distinct_from(owner_team_id),
        )
