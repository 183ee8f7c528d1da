"""A client's life: whom it serves in each status, and the acts that change the status."""

from typing import TYPE_CHECKING

from app.models import clock
from app.models.client_status import Status

if TYPE_CHECKING:
    from app.models.user import User


class ClientLife:
    """What operators and the client's own developer decide about it."""

    if TYPE_CHECKING:
        status: str
        status_reason: str | None
        waiting_since: int
        reviewed_at: int | None
        owner_id: int | None

    @property
    def is_live(self) -> bool:
        """Whether everybody may let it in."""
        return self.status == Status.LIVE

    @property
    def is_usable(self) -> bool:
        """Whether it may ask at all: live, or waiting while its developer tries it."""
        return self.status in {Status.LIVE, Status.PENDING}

    @property
    def is_reviewed(self) -> bool:
        """Whether an operator has looked at it."""
        return self.reviewed_at is not None

    def serves(self, user: "User | None") -> bool:
        """Whether ``user`` may give it tokens: anybody to a live one, its maker to a waiting one.

        None stands for nobody: a client that acts for itself.
        """
        if self.status == Status.PENDING:
            return user is not None and user.id == self.owner_id
        return self.is_live

    def review(self) -> None:
        """Note that an operator has looked at it; one that waited, or was refused, goes live."""
        self.reviewed_at = clock.now()
        if self.status in {Status.PENDING, Status.REFUSED}:
            self._turn(Status.LIVE)

    def refuse(self, reason: str) -> None:
        """Let nobody use it; ``reason`` is shown to its developer, who may ask again."""
        self._turn(Status.REFUSED, reason)

    def ask_again(self) -> None:
        """Put a refused client back to the end of the queue."""
        self._turn(Status.PENDING)
        self.waiting_since = clock.now()

    def suspend(self, reason: str) -> None:
        """Stop its tokens at once; ``reason`` is shown to its developer and to organizers."""
        self._turn(Status.SUSPENDED, reason)

    def restore(self) -> None:
        """Lift a suspension: unrevoked grants work again."""
        self._turn(Status.LIVE)

    def _turn(self, status: Status, reason: str | None = None) -> None:
        self.status, self.status_reason = status, reason
