"""Invitations: what a person who is named by an address gains, once the address is proved."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import ClassVar, Self

from sqlalchemy import ColumnElement, String, exists, func, select, true
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.values import clock, email_address
from app.models.values.errors import ValidationError
from app.models.values.mailed_link import MailedLink

MOST_LISTED = 20  # of one kind


class Ending(StrEnum):
    """How an invitation was ended."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"  # by a newer one to the same address


class Invitation(MailedLink):
    """A mailed link; only the account with exactly its address, confirmed, can accept it."""

    # The lines of the audit trail about its endings; accepting may record the gain instead.
    ACTIONS: ClassVar[Mapping[Ending, str]]

    email: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    ended_as: Mapped[str | None] = mapped_column(String(10))  # an Ending; None: not known

    @property
    def is_backed(self) -> bool:
        """Whether the sender may still give what the invitation offers."""
        raise NotImplementedError

    @property
    def is_open(self) -> bool:
        """Whether the invitation can be answered."""
        return super().is_open and self.is_backed

    @property
    def is_expired(self) -> bool:
        """Whether it ended by itself, unanswered."""
        return self.ended_at is None and clock.now() >= self.expires_at

    def is_addressed_to(self, user: User) -> bool:
        """Whether ``user`` has its address, confirmed or not."""
        # Of accounts from before there was a key, which would have the same one, it names the one
        # with exactly this address.
        return self.email == user.email or email_address.key(self.email) == user.email_key

    def is_for(self, user: User) -> bool:
        """Whether ``user`` has its address, confirmed, and may use their account."""
        return self.is_addressed_to(user) and user.verified_at is not None and user.is_active

    def accept(self, user: User) -> bool:
        """Give ``user`` what it offers. True for exactly one caller.

        False when it has ended or is not for ``user``; then nothing has changed.
        """
        # Always in this order: the account, what is given, the invitation. Two acts that lock in
        # different orders would wait for each other.
        db.session.refresh(user, with_for_update={"key_share": True})
        self.hold()
        return self.is_for(user) and self.admit(user)

    def hold(self) -> None:
        """Lock what is given until the commit."""

    def admit(self, user: User) -> bool:
        """Give it to ``user``, who is the right person; False when the invitation has ended."""
        raise NotImplementedError

    def decline(self) -> bool:
        """End it unused. True for exactly one caller."""
        return self._close(Ending.DECLINED)

    def withdraw(self) -> bool:
        """End it for its sender: the link stops working. True for exactly one caller."""
        return self._close(Ending.WITHDRAWN)

    def record(self, ending: Ending) -> None:
        """Add a line to the audit trail."""
        raise NotImplementedError

    def _close(self, ending: Ending) -> bool:
        self.hold()
        is_closed = self.end(ended_as=ending)
        if is_closed:
            self.record(ending)
        return is_closed

    @classmethod
    def to_address(cls, address: str) -> ColumnElement[bool]:
        """Return the condition of invitations to ``address``, which was parsed."""
        return func.lower(cls.email) == email_address.key(address)

    @classmethod
    def list_for(cls, user: User) -> list[Self]:
        """Return the open invitations that ``user`` can accept, newest first."""
        if user.verified_at is None:
            return []
        rows = db.session.scalars(cls.select_open(cls.to_address(user.email)).limit(MOST_LISTED))
        return [row for row in rows if row.is_for(user) and row.is_backed]

    @classmethod
    def replace(cls, *conditions: ColumnElement[bool]) -> None:
        """End the earlier ones that meet ``conditions``, because a newer one follows."""
        cls.end_all(*conditions, ended_as=Ending.REPLACED)


Kind = type[Invitation]


def kinds_for(user: User, kinds: Collection[Kind]) -> list[Kind]:
    """Return those of ``kinds`` of which ``user`` has open invitations, by one statement."""
    if user.verified_at is None:
        return []
    open_ones = [kind.select_open(kind.to_address(user.email)) for kind in kinds]
    are_there = [exists(ones.with_only_columns(true()).order_by(None)) for ones in open_ones]
    row = db.session.execute(select(*are_there)).one()
    return [kind for kind, is_there in zip(kinds, row, strict=True) if is_there]


def find_named(email: str) -> User | None:
    """Return the account that ``email`` names, once confirmed; None when it has to be invited.

    For operators alone, who may learn who has an account. Raises ValidationError("email", …)
    for what is no address, and for a disabled account.
    """
    user = User.find_by_email(email)
    if user is not None and not user.is_active:
        raise ValidationError("email", _("This account is disabled. Enable it first."))
    return user if user is not None and user.verified_at is not None else None
