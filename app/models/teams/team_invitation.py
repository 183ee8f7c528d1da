"""Invitations to a team."""

from collections.abc import Mapping
from typing import ClassVar

from sqlalchemy import ForeignKey, String, exists, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.invitation import Ending, Invitation
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from app.models.values import email_address, secret
from app.models.values.errors import ValidationError

LIFETIME = 14 * 86_400  # seconds
MAX_OPEN = 500  # in a list


class TeamInvitation(Invitation, db.Model):
    """A mailed link that adds one member to a team."""

    __tablename__ = "team_invitation"
    KIND = secret.Kind.INVITATION
    ACTIONS: ClassVar[Mapping[Ending, str]] = {
        Ending.ACCEPTED: "member.invitation_accepted",
        Ending.DECLINED: "member.invitation_declined",
        Ending.WITHDRAWN: "member.invitation_withdrawn",
    }

    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    role: Mapped[str] = mapped_column(String(10))
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    team: Mapped[Team] = relationship()
    invited_by: Mapped[User] = relationship()

    @classmethod
    def issue(cls, team: Team, *, email: str, role: Role, by: User) -> str:
        """Return the key of a new link; an earlier one to the same address stops working.

        Does the same for every address but a member's, which the list of members shows: raises
        ValidationError("email", …), as for what is no address.
        """
        address = email_address.parse(email)
        team.lock()  # two owners who invite the same address leave one link
        if _has_member(team, address):
            message = _("This person is a member already. Change the role in the list of members.")
            raise ValidationError("email", message)
        cls.replace(cls.team_id == team.id, cls.to_address(address))
        key = cls(team=team, email=address, role=role, invited_by=by).seal(LIFETIME)
        audit_trail.record("member.invited", team=team, role=role)
        return key

    @classmethod
    def list_open(cls, team: Team) -> list["TeamInvitation"]:
        """Return the open invitations to ``team``, newest first."""
        return list(db.session.scalars(cls.select_open(cls.team_id == team.id).limit(MAX_OPEN)))

    @classmethod
    def find_of_team(cls, team: Team, number: int) -> "TeamInvitation | None":
        """Return the open invitation to ``team`` with this number, or None."""
        return db.session.scalar(cls.select_open(cls.team_id == team.id, cls.id == number))

    @property
    def is_backed(self) -> bool:
        """Whether its sender may still manage the team."""
        sender = Membership.find(self.team, self.invited_by)
        return sender is not None and sender.may_manage and self.invited_by.is_active

    def hold(self) -> None:
        """Lock the team until the commit."""
        self.team.lock()

    def admit(self, user: User) -> bool:
        """Make ``user`` a member; one who is a member already keeps their role."""
        if not Membership.hold_ownership(self.invited_by, [self.team]) or not self.is_open:
            return False
        if not self.end(ended_as=Ending.ACCEPTED):
            return False
        self.record(Ending.ACCEPTED)
        Membership.begin(self.team, user, Role(self.role))
        return True

    def record(self, ending: Ending) -> None:
        """Add a line to the audit trail."""
        audit_trail.record(self.ACTIONS[ending], team=self.team, role=self.role)


def _has_member(team: Team, address: str) -> bool:
    present = (Membership.team_id == team.id, Membership.ended_at.is_(None))
    named = or_(User.email == address, User.email_key == email_address.key(address))
    member = exists().where(*present, Membership.user_id == User.id, named)
    return bool(db.session.scalar(member.select()))
