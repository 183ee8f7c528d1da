"""Invitations to become an operator, for addresses that are not proved yet."""

from collections.abc import Mapping
from typing import ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.accounts.invitation import Ending, Invitation, find_named
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.operators import operators
from app.models.values import email_address, secret

LIFETIME = 7 * 86_400  # seconds
MAX_OPEN = 100  # in a list


class OperatorInvitation(Invitation, db.Model):
    """A mailed link that makes one user an operator."""

    __tablename__ = "operator_invitation"
    KIND = secret.Kind.OPERATOR_INVITATION
    ACTIONS: ClassVar[Mapping[Ending, str]] = {
        Ending.DECLINED: "operator.invitation_declined",
        Ending.WITHDRAWN: "operator.invitation_withdrawn",
    }

    # The operator who sent it; None: a command.
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    invited_by: Mapped[User | None] = relationship()

    @classmethod
    def issue(cls, email: str, *, by: User | None) -> str:
        """Return the key of a new link; an earlier one to the same address stops working.

        Raises ValidationError("email", …).
        """
        address = email_address.parse(email)
        cls.replace(cls.to_address(address))
        invitation = cls(email=address, invited_by=by)
        key = invitation.seal(LIFETIME)
        invitation.write_line("operator.invited")
        return key

    @classmethod
    def list_open(cls) -> list["OperatorInvitation"]:
        """Return the open invitations, newest first."""
        return list(db.session.scalars(cls.select_open().limit(MAX_OPEN)))

    @classmethod
    def find_to(cls, email: str) -> "OperatorInvitation | None":
        """Return the open invitation to the address ``email``, as a parser wrote it, or None."""
        return db.session.scalar(cls.select_open(cls.to_address(email)).limit(1))

    @classmethod
    def find_number(cls, number: int) -> "OperatorInvitation | None":
        """Return the open invitation with this number, or None."""
        return db.session.scalar(cls.select_open(cls.id == number))

    @property
    def is_backed(self) -> bool:
        """Whether its sender is still an operator; what a command sent always is."""
        sender = self.invited_by
        return self.invited_by_id is None or (
            sender is not None and sender.is_operator and sender.is_active
        )

    def admit(self, user: User) -> bool:
        """Make ``user`` an operator."""
        if self.invited_by is not None:
            db.session.refresh(self.invited_by)
        if not self.is_open or not self.end(ended_as=Ending.ACCEPTED):
            return False
        operators.appoint(user)
        return True

    def record(self, ending: Ending) -> None:
        """Add a line to the audit trail."""
        self.write_line(self.ACTIONS[ending])

    def write_line(self, action: str) -> None:
        """Add a line to the audit trail, with a digest of the address."""
        audit_trail.record(action, email_digest=secret.digest(email_address.key(self.email))[:16])


def name(email: str, *, by: User | None) -> str | None:
    """Make the person with this address an operator, or return the key of an invitation.

    An address that is not proved to be theirs is invited. Raises ValidationError("email", …) for
    what is no address, and for a disabled account.
    """
    user = find_named(email)
    if user is None:
        return OperatorInvitation.issue(email, by=by)
    operators.appoint(user)
    return None


def withdraw(email: str) -> bool:
    """Withdraw the open invitation to this address; False when there is none."""
    invitation = OperatorInvitation.find_to(email_address.parse(email))
    return invitation is not None and invitation.withdraw()
