"""Invitations to a developer team."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from sqlalchemy import ForeignKey, String, exists, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.invitation import Ending, Invitation
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.clients.developer_teams.developer_membership import DeveloperMembership
from app.models.clients.developer_teams.developer_role import Act, DeveloperRole
from app.models.clients.developer_teams.developer_team import DeveloperTeam
from app.models.values import email_address, secret
from app.models.values.errors import ValidationError

LIFETIME = 14 * 86_400  # seconds
MAX_OPEN = 200  # in a list


class DeveloperInvitation(Invitation, db.Model):
    """A mailed link that adds one member to a developer team."""

    __tablename__ = "developer_invitation"
    KIND = secret.Kind.DEVELOPER_INVITATION
    ACTIONS: ClassVar[Mapping[Ending, str]] = {
        Ending.ACCEPTED: "developer.invitation_accepted",
        Ending.DECLINED: "developer.invitation_declined",
        Ending.WITHDRAWN: "developer.invitation_withdrawn",
    }

    team_id: Mapped[int] = mapped_column(ForeignKey("developer_team.id"), index=True)
    role: Mapped[str] = mapped_column(String(10))
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    team: Mapped[DeveloperTeam] = relationship()
    invited_by: Mapped[User] = relationship()

    @classmethod
    def issue(cls, team: DeveloperTeam, *, email: str, role: DeveloperRole, by: User) -> str:
        """The key of a new link; an earlier one to the same address stops working.

        Does the same for every address but a member's, which the list of members shows: raises
        ValidationError("email", …), as for what is no address.
        """
        address = email_address.parse(email)
        team.hold()  # two admins who invite the same address leave one link
        if _has_member(team, address):
            message = _("This person is a member already. Change the role in the list of members.")
            raise ValidationError("email", message)
        cls.replace(cls.team_id == team.id, cls.to_address(address))
        key = cls(team=team, email=address, role=role, invited_by=by).seal(LIFETIME)
        audit_trail.record("developer.invited", team.facts, role=role.value)
        return key

    @classmethod
    def list_open(cls, team: DeveloperTeam) -> Sequence["DeveloperInvitation"]:
        """The open invitations to ``team``, newest first."""
        return db.session.scalars(cls.select_open(cls.team_id == team.id).limit(MAX_OPEN)).all()

    @classmethod
    def find_of_team(cls, team: DeveloperTeam, number: int) -> "DeveloperInvitation | None":
        """The open invitation to ``team`` with this number, or None."""
        return db.session.scalar(cls.select_open(cls.team_id == team.id, cls.id == number))

    @property
    def is_backed(self) -> bool:
        """Whether its sender may still manage the team."""
        sender = DeveloperMembership.find(self.team, self.invited_by)
        return sender is not None and sender.may(Act.MANAGE) and self.invited_by.is_active

    def hold(self) -> None:
        """Lock the team until the commit: its admins cannot change meanwhile."""
        self.team.hold()

    def admit(self, user: User) -> bool:
        """Make ``user`` a member; one who is a member already keeps their role."""
        if not self.is_open or not self.end(ended_as=Ending.ACCEPTED):
            return False
        self.record(Ending.ACCEPTED)
        DeveloperMembership.begin(self.team, user, DeveloperRole(self.role))
        return True

    def record(self, ending: Ending) -> None:
        """Add a line to the audit trail."""
        audit_trail.record(self.ACTIONS[ending], self.team.facts, role=self.role)


def _has_member(team: DeveloperTeam, address: str) -> bool:
    present = (DeveloperMembership.team_id == team.id, DeveloperMembership.ended_at.is_(None))
    named = or_(User.email == address, User.email_key == email_address.key(address))
    member = exists().where(*present, DeveloperMembership.user_id == User.id, named)
    return bool(db.session.scalar(member.select()))
