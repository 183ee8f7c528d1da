"""Invitations to a team, for addresses that have no account yet."""

from sqlalchemy import ForeignKey, Select, String, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database.transactions import rows_changed
from app.extensions import db
from app.models.accounts.user import User, normalise_email
from app.models.audit import audit_trail
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from app.models.values import clock, secret

LIFETIME = 14 * 86_400  # seconds


class TeamInvitation(db.Model):
    """A mailed link that adds one member to a team; using it verifies the address."""

    __tablename__ = "team_invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(10))
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    expires_at: Mapped[int]
    ended_at: Mapped[int | None]  # accepted, withdrawn or replaced by a newer one

    team: Mapped[Team] = relationship()
    invited_by: Mapped[User] = relationship()

    @classmethod
    def issue(cls, team: Team, *, email: str, role: Role, by: User) -> str:
        """Return the token of a new link; an earlier one to the same address stops working.

        Raises ValidationError("email", …).
        """
        address = normalise_email(email)
        for earlier in cls.list_open(team):
            if earlier.email == address:
                earlier.end()
        token = secret.generate(secret.Kind.INVITATION)
        row = cls(team=team, email=address, role=role, invited_by=by)
        row.digest, row.expires_at = secret.digest(token), clock.now() + LIFETIME
        db.session.add(row)
        audit_trail.record("member.invited", team=team, role=role)
        return token

    @classmethod
    def find_open(cls, token: str) -> "TeamInvitation | None":
        """Return the invitation with ``token``; None unless it can be accepted."""
        if not secret.is_well_formed(secret.Kind.INVITATION, token):
            return None
        invitation = db.session.scalar(cls._open().where(cls.digest == secret.digest(token)))
        return invitation if invitation is not None and invitation.is_backed else None

    @property
    def is_backed(self) -> bool:
        """Whether its sender may still manage the team."""
        sender = Membership.find(self.team, self.invited_by)
        return sender is not None and sender.may_manage

    @classmethod
    def list_open(cls, team: Team) -> list["TeamInvitation"]:
        """Return the open invitations to ``team``, newest first."""
        rows = cls._open().where(cls.team_id == team.id).order_by(cls.id.desc()).limit(500)
        return list(db.session.scalars(rows))

    def accept(self, user: User) -> bool:
        """Make ``user`` a member; False when they are one already, or the link was just used."""
        if not self.end():
            return False
        if user.email == self.email:
            user.verify()  # the link came by mail
        return Membership.begin(self.team, user, Role(self.role))

    def withdraw(self) -> None:
        """Cancel it: the link stops working."""
        self.end()
        audit_trail.record("member.invitation_withdrawn", team=self.team)

    def end(self) -> bool:
        """Close it without an audit line. True for exactly one caller."""
        statement = update(TeamInvitation).values(ended_at=clock.now())
        is_open = TeamInvitation.id == self.id, TeamInvitation.ended_at.is_(None)
        return bool(rows_changed(statement.where(*is_open)))

    @classmethod
    def _open(cls) -> "Select[TeamInvitation]":
        return select(cls).where(cls.ended_at.is_(None), cls.expires_at > clock.now())
