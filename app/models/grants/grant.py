"""The grant: what a user allows a client to do, for which teams, with which scopes.

Every credential (code, access token, refresh token) belongs to a grant, so that one change of
its row ends them all at the next request.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    and_,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.clients.client_status import PERSONAL, Status
from app.models.grants import grant_state
from app.models.grants.grant_state import GrantState, GrantStatus
from app.models.grants.grant_term import PAUSE, GrantTerm, Term
from app.models.teams.team import Team
from app.models.values import clock, columns, scopes, secret

MAX_LABEL = 80  # characters
# As in the condition of the index: a prepared statement is not planned by what a parameter holds.
ACTIVE: ColumnElement[str] = literal_column(f"'{GrantStatus.ACTIVE}'")


class GrantTeam(db.Model):
    """A team that a grant is for."""

    __tablename__ = "grant_team"
    __table_args__ = (Index("ix_grant_team_team_id", "team_id", "grant_id"),)

    grant_id: Mapped[int] = mapped_column(ForeignKey("grant.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)


class Grant(GrantTerm, db.Model):
    """A user's permission to a client for one set of teams, or for the user's account alone."""

    __tablename__ = "grant"
    __table_args__ = (
        columns.partial_index(
            "uq_grant_active",
            "client_id",
            "user_id",
            "team_key",
            where="status = 'active'",
            unique=True,
        ),
        Index("ix_grant_user_id", "user_id", "approved_at", "id"),
        columns.partial_index(
            "ix_grant_ends", "expires_at", where="status = 'active' AND expires_at IS NOT NULL"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = columns.public_id("grt_")
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    # None when a client acts for itself (RFC 6749 section 4.4).
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    team_key: Mapped[str] = mapped_column(Text)  # see key_of()
    # What its user calls it; of personal tokens.
    label: Mapped[str | None] = mapped_column(String(MAX_LABEL))
    scopes: Mapped[str] = mapped_column(String(300))
    status: Mapped[str] = mapped_column(String(10), default=GrantStatus.ACTIVE)
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    ended_at: Mapped[int | None]
    # When an owner took over what its former user had allowed (see orphaned_grants.py).
    adopted_at: Mapped[int | None]
    adopted_from_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    last_used_at: Mapped[int | None]
    last_used_address: Mapped[str | None] = mapped_column(String(64))
    last_used_agent: Mapped[str | None] = mapped_column(String(200))

    client: Mapped[Client] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    adopted_from: Mapped[User | None] = relationship(foreign_keys=[adopted_from_id])
    teams: Mapped[list[Team]] = relationship(secondary="grant_team", order_by="Team.id")

    @classmethod
    def approve(
        cls,
        *,
        client: Client,
        user: User,
        teams: Sequence[Team],
        names: frozenset[str],
        term: Term | None = None,
        is_direct: bool = False,
    ) -> "Grant":
        """Record that ``user`` allows ``client`` the scopes ``names`` for ``teams``.

        An active grant for the same teams is widened and its lifetime restarts; its older
        tokens keep the scopes they were issued with. Without a ``term`` it keeps the one it has.
        """
        grant = cls.find_active(client=client, user=user, teams=teams)
        # Locked, so that what another page takes away at this moment is not put back.
        if grant is None or not grant.lock():
            grant = cls._open(client, user, teams)
        grant.confirm(user, names, term=term, direct=1 if is_direct else None)
        return grant

    def confirm(
        self,
        user: User,
        names: frozenset[str],
        *,
        keeps: bool = True,
        term: Term | None = None,
        **facts: Any,
    ) -> None:
        """Record that ``user`` allows ``names``, and unless it ``keeps`` nothing, what it did.

        Its lifetime restarts, by the ``term`` if one was chosen, and a pause is over. ``facts`` are
        added to the line of the audit trail.
        """
        kept = scopes.parse(self.scopes) if keeps else frozenset()
        self.scopes = scopes.dump(kept | names)
        self.begin_term(term)
        self.paused_until = None
        audit_trail.record(
            "consent.approved",
            actor=user,
            team=self.teams[0] if self.teams else None,
            grant=self,
            scopes=scopes.dump(names),
            teams=" ".join(team.slug for team in self.teams),
            expires=self.expires_at,
            **facts,
        )

    @classmethod
    def open_apart(cls, client: Client, user: User, teams: Sequence[Team]) -> "Grant":
        """Return a new grant, beside any other for the same teams."""
        grant = cls(client=client, user=user, teams=list(teams), scopes="")
        grant.team_key = key_apart(teams)
        db.session.add(grant)
        db.session.flush()
        return grant

    def cover(self, teams: Sequence[Team]) -> None:
        """Make it one for exactly these teams, beside any other for the same."""
        if {team.id for team in teams} != {team.id for team in self.teams}:
            self.teams, self.team_key = list(teams), key_apart(teams)

    def lock(self) -> bool:
        """Whether it is live, which is then certain until the commit."""
        db.session.refresh(self, with_for_update=True)
        return self.is_live

    def hold(self) -> None:
        """Read it again, and let no one narrow it until the commit; many may hold it at once."""
        db.session.refresh(self, with_for_update={"read": True, "key_share": True})

    @property
    def title(self) -> str:
        """What people call it: the name of the app, or that of a personal token."""
        return self.label or self.client.name

    @property
    def is_personal(self) -> bool:
        """Whether it is a personal token: its user's own, and no app's."""
        return self.client.source == PERSONAL

    @property
    def told_id(self) -> str | None:
        """Its id in answers to its client, unless the client expects documented members only."""
        return self.public_id if self.client.sends_grant_id else None

    @classmethod
    def of_client_itself(cls, client: Client, names: frozenset[str]) -> "Grant":
        """The grant of ``client`` to itself, for no user and no team (RFC 6749 section 4.4)."""
        grant = db.session.scalar(
            select(cls).where(
                cls.client_id == client.id, cls.user_id.is_(None), cls.status == GrantStatus.ACTIVE
            )
        )
        if grant is None:
            grant = cls(client=client, team_key="", scopes="")
            db.session.add(grant)
        grant.scopes = scopes.dump(scopes.parse(grant.scopes) | names)
        db.session.flush()
        return grant

    @classmethod
    def find_active(cls, *, client: Client, user: User, teams: Sequence[Team]) -> "Grant | None":
        """The live grant for exactly these teams."""
        grant = db.session.scalar(cls._select_active(client, user, teams))
        if grant is not None and not grant.is_live:
            grant.expire()
            db.session.flush()
            return None
        return grant

    @hybrid_property
    def is_live(self) -> bool:
        """Whether it is active and not expired; also as a condition of SQL."""
        return grant_state.is_live(self.status, self.expires_at, clock.now())

    @is_live.inplace.expression
    @classmethod
    def _is_live(cls) -> ColumnElement[bool]:
        return cls.is_live_at(clock.now())

    @classmethod
    def is_live_at(cls, at: int | BindParameter[int]) -> ColumnElement[bool]:
        """The condition of the grants that are active and not expired ``at`` this second."""
        unexpired = or_(cls.expires_at.is_(None), cls.expires_at > at)
        return and_(cls.status == ACTIVE, unexpired)

    @property
    def writes(self) -> bool:
        """Whether it lets the client change anything."""
        return any(scope.writes for scope in scopes.describe(scopes.parse(self.scopes)))

    @hybrid_property
    def active_at(self) -> int:
        """When it was last used, or else approved; lists are ordered by it."""
        return self.last_used_at or self.approved_at

    @active_at.inplace.expression
    @classmethod
    def _active_at(cls) -> ColumnElement[int]:
        return func.coalesce(cls.last_used_at, cls.approved_at)

    @property
    def state(self) -> GrantState:
        """What decides whether it may be used, see grant_state."""
        client, user = self.client, self.user
        person = (user.id, user.disabled_at) if user else (None, None)
        is_own = client.status == Status.PENDING and client.has_person(user)
        return GrantState(self.status, self.expires_at, client.status, is_own, *person)

    @property
    def is_usable(self) -> bool:
        """Whether anything may be issued under it: it, its client and its user are active."""
        return grant_state.find_fault(self.state, clock.now()) is None

    def revoke(self, team: Team | None = None) -> None:
        """End it and everything issued under it; ``team`` is the one whose owner does so.

        One that is orphaned can then no longer be adopted.
        """
        if self.status in (GrantStatus.ACTIVE, GrantStatus.ORPHANED):
            self._end(GrantStatus.REVOKED)
            audit_trail.record("grant.revoked", grant=self, team=team)

    def lose(self, team: Team) -> None:
        """Take ``team`` off it, whose owner its user no longer is; orphan it with the last one."""
        if len(self.teams) > 1:
            self.leave(team)
            audit_trail.record("grant.narrowed", grant=self, team=team, removed_team=team.slug)
        else:
            self._end(GrantStatus.ORPHANED)
            audit_trail.record("grant.orphaned", grant=self, team=team)

    def pause(self, team: Team | None = None) -> bool:
        """Let the API refuse its tokens for a day; ``team`` is the one whose owner does so.

        False when it has ended or is paused already.
        """
        if not self.lock() or self.is_paused:
            return False
        self.paused_until = clock.now() + PAUSE
        audit_trail.record("grant.paused", grant=self, team=team, until=self.paused_until)
        return True

    def resume(self, team: Team | None = None) -> bool:
        """End its pause; False when it is not paused, or has ended."""
        if not self.lock() or not self.is_paused:
            return False
        self.paused_until = None
        audit_trail.record("grant.resumed", grant=self, team=team)
        return True

    def leave(self, team: Team) -> None:
        """Be no longer for ``team``, which is one of several."""
        self.teams = [other for other in self.teams if other.id != team.id]
        try:
            with db.session.begin_nested():
                self.team_key = key_of(self.teams)
                db.session.flush()
        except IntegrityError:  # another grant is for exactly these
            self.team_key = key_apart(self.teams)

    def expire(self) -> bool:
        """Record that its term is over. True for one caller, however many try at once."""
        if self.lock() or self.status != GrantStatus.ACTIVE:
            return False
        self.status, self.ended_at = GrantStatus.EXPIRED, self.expires_at
        audit_trail.record("grant.expired", grant=self)
        return True

    def _end(self, status: GrantStatus) -> None:
        self.status, self.ended_at = status, clock.now()

    def allows_silently(self, names: frozenset[str]) -> bool:
        """Whether a new request for ``names`` may skip the consent page.

        Only when everything was approved before, and the client has kept its name, addresses and
        owner since.
        """
        return (
            self.is_live
            and scopes.covers(scopes.parse(self.scopes), names)
            and self.client.identity_changed_at <= self.approved_at
        )

    @classmethod
    def _open(cls, client: Client, user: User, teams: Sequence[Team]) -> "Grant":
        try:
            with db.session.begin_nested():
                grant = cls(client=client, user=user, teams=list(teams), scopes="")
                grant.team_key = key_of(teams)
                db.session.add(grant)
            return grant
        except IntegrityError:  # the same user has just approved on another page
            selected = cls._select_active(client, user, teams)
            return db.session.scalars(selected.with_for_update()).one()

    @classmethod
    def _select_active(cls, client: Client, user: User, teams: Sequence[Team]) -> "Select[Grant]":
        return select(cls).where(
            cls.client_id == client.id,
            cls.user_id == user.id,
            cls.team_key == key_of(teams),
            cls.status == GrantStatus.ACTIVE,
        )


def key_of(teams: Sequence[Team]) -> str:
    """The key of a set of teams: their numbers, sorted. Empty for no team."""
    return ",".join(str(number) for number in sorted(team.id for team in teams))


def key_apart(teams: Sequence[Team]) -> str:
    """A key of a set of teams that no other grant has: only a request that names it finds it."""
    return f"{key_of(teams)} {secret.public_id('')}"
