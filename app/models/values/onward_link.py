"""Mailed links that lead back to what their user was doing, such as an app's request.

The mail carries the link's key alone: where it leads is stored, so that the link stays short, and
works in another browser. It is encrypted, as it may hold the state of an app or another key.
"""

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.values import sealed_text
from app.models.values.mailed_link import MailedLink
from app.models.values.sealed_text import UnreadableTextError

CONTEXT = "target of a mailed link"


class OnwardLink(MailedLink):
    """A mailed link with a ``target``, a path of this site."""

    sealed_target: Mapped[str | None] = mapped_column(Text)

    @property
    def target(self) -> str | None:
        """Where the link's user goes on to; None when they came for nothing else."""
        if self.sealed_target is None:
            return None
        try:
            return sealed_text.unseal(self.sealed_target, context=CONTEXT)
        except UnreadableTextError:  # sealed under a former SECRET_KEY
            return None

    def lead_to(self, target: str | None) -> None:
        """Let the link lead to ``target``, a path of this site."""
        self.sealed_target = self.seal_target(target)

    @staticmethod
    def seal_target(target: str | None) -> str | None:
        """``target`` as it is stored."""
        return None if target is None else sealed_text.seal(target, context=CONTEXT)
