"""Which icon of an app is shown to whom: users see it once an operator has reviewed it."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column


class ReviewedIcon:
    """The names of an app's icons. A new one waits beside the reviewed one, which stays shown."""

    icon_name: Mapped[str | None] = mapped_column(String(60))  # as it was reviewed last
    new_icon_name: Mapped[str | None] = mapped_column(String(60))  # waits for a review
    reviewed_at: Mapped[int | None]

    @property
    def own_icon_name(self) -> str | None:
        """The icon that its developers and operators see."""
        return self.new_icon_name or self.icon_name

    @property
    def shown_icon_name(self) -> str | None:
        """The icon that everyone else sees; None while the app is not reviewed as it is now."""
        return self.icon_name if self.reviewed_at is not None else None

    def approve_icon(self) -> None:
        """Show the one that waits to everyone."""
        self.icon_name, self.new_icon_name = self.own_icon_name, None
