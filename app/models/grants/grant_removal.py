"""What people took off a live grant: an app that asks for it again is told of on the page."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, String, bindparam, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.grants.grant import Grant
from app.models.teams.team import Team
from app.models.values import clock, columns, scopes

MAX_LISTED = 200


class GrantRemoval(db.Model):
    """A scope or a team that was taken off, until the user of the grant allows it again."""

    __tablename__ = "grant_removal"
    __table_args__ = (Index("ix_grant_removal_grant_id", "grant_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = columns.public_id("rmv_")
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant.id"))
    scope: Mapped[str | None] = mapped_column(String(50))  # or else a team
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    removed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    removed_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    restored_at: Mapped[int | None]

    grant: Mapped[Grant] = relationship()
    removed_by: Mapped[User] = relationship()

    @classmethod
    def add_scopes(cls, grant: Grant, names: Iterable[str], by: User) -> None:
        """Note that ``by`` took these off ``grant``, with all that they include."""
        db.session.add_all(cls(grant=grant, scope=name, removed_by=by) for name in sorted(names))

    @classmethod
    def add_team(cls, grant: Grant, team: Team, by: User) -> None:
        """Note that ``by`` took ``team`` off ``grant``."""
        db.session.add(cls(grant=grant, team_id=team.id, removed_by=by))

    @classmethod
    def list_open(cls, user: User, client: Client) -> "Sequence[GrantRemoval]":
        """What is taken off the grants of ``user`` to ``client`` until now, newest first."""
        return db.session.scalars(_open_of(), open_values(user, client)).all()

    @classmethod
    def scopes_of(cls, grant: Grant) -> frozenset[str]:
        """The scopes that were ever taken off ``grant``, some of which may be back."""
        names = select(cls.scope).where(cls.grant_id == grant.id, cls.scope.is_not(None))
        return frozenset(name for name in db.session.scalars(names.distinct()) if name)

    @classmethod
    def has_team(cls, grant: Grant, teams: Sequence[Team]) -> bool:
        """Whether one of ``teams`` was taken off ``grant``, however it came back."""
        ids = [team.id for team in teams]
        removals = select(cls.id).where(cls.grant_id == grant.id, cls.team_id.in_(ids)).limit(1)
        return db.session.scalar(removals) is not None

    def is_about(self, names: Iterable[str]) -> bool:
        """Whether allowing the scopes ``names`` would bring it back, for some team."""
        return self.scope is not None and self.scope in scopes.closure(names)

    def is_undone_by(self, names: Iterable[str], teams: Sequence[Team]) -> bool:
        """Whether allowing ``names`` for ``teams`` brings it back."""
        chosen = {team.id for team in teams}
        if self.team_id is not None:
            return self.team_id in chosen
        covered = {team.id for team in self.grant.teams}
        return self.is_about(names) and (bool(chosen & covered) or chosen == covered)

    def restore(self) -> None:
        """Note that the user has allowed it again."""
        self.restored_at = clock.now()


def open_values(user: User, client: Client) -> dict[str, Any]:
    """The parameters of ``open_ids``."""
    return {"user": user.id, "client": client.client_id}


def open_ids() -> "Select[int]":
    """The numbers of what is taken off the grants of ``user`` to ``client`` until now."""
    cls = GrantRemoval
    of_user = Grant.user_id == bindparam("user"), Client.client_id == bindparam("client")
    theirs = select(cls.id).join(cls.grant).join(Grant.client).where(*of_user)
    return theirs.where(cls.restored_at.is_(None))


@cache  # building a statement takes as long as running it
def _open_of() -> "Select[GrantRemoval]":
    cls = GrantRemoval
    newest_first = (cls.removed_at.desc(), cls.id.desc())
    rows = open_ids().with_only_columns(cls).order_by(*newest_first).limit(MAX_LISTED)
    shown = joinedload(cls.grant).selectinload(Grant.teams), joinedload(cls.removed_by)
    return rows.options(*shown)
