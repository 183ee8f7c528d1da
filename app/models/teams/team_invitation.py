"""Invitations to a team, for addresses that have no account yet."""

from sqlalchemy import ForeignKey, String, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from app.models.values import clock, email_address, secret
from app.models.values.mailed_link import MailedLink

LIFETIME = 14 * 86_400  # seconds
MAX_OPEN = 500  # in a list


class TeamInvitation(MailedLink, db.Model):
    """A mailed link that adds one member to a team; using it verifies the address."""

    __tablename__ = "team_invitation"
    KIND = secret.Kind.INVITATION

    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(10))
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())

    team: Mapped[Team] = relationship()
    invited_by: Mapped[User] = relationship()

    @classmethod
    def issue(cls, team: Team, *, email: str, role: Role, by: User) -> str:
        """Return the token of a new link; an earlier one to the same address stops working.

        Raises ValidationError("email", …).
        """
        address = email_address.parse(email)
        same_address = func.lower(cls.email) == email_address.key(address)
        cls.end_all(cls.team_id == team.id, same_address)
        token = cls(team=team, email=address, role=role, invited_by=by).seal(LIFETIME)
        audit_trail.record("member.invited", team=team, role=role)
        return token

    @property
    def is_open(self) -> bool:
        """Whether the invitation can be accepted."""
        return super().is_open and self.is_backed

    @property
    def is_backed(self) -> bool:
        """Whether its sender may still manage the team."""
        sender = Membership.find(self.team, self.invited_by)
        return sender is not None and sender.may_manage

    @classmethod
    def list_open(cls, team: Team) -> list["TeamInvitation"]:
        """Return the open invitations to ``team``, newest first."""
        return list(db.session.scalars(cls.select_open(cls.team_id == team.id).limit(MAX_OPEN)))

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
