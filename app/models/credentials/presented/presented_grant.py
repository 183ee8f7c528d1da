"""The grant of a presented credential, held while something is issued under it."""

from typing import Protocol

from app.database.short_transactions import LostError, ShortTransaction, Statement
from app.models.grants.grant_state import GrantStateRow

_HOLD = Statement(
    'SELECT scopes, status, expires_at, user_id FROM "grant" WHERE id = :id', locks="FOR KEY SHARE"
)


class PresentedGrant(GrantStateRow, Protocol):
    """A row that was read with columns of its grant."""

    @property
    def grant_id(self) -> int:
        """The number of the grant."""

    @property
    def grant_scopes(self) -> str:
        """What it allows."""

    @property
    def user_id(self) -> int | None:
        """Whose it is."""


def hold(transaction: ShortTransaction, row: PresentedGrant) -> None:
    """Let no one narrow the grant until the commit, as ``Grant.hold`` does.

    Raises LostError when it is no longer as it was read.
    """
    read = row.grant_scopes, row.grant_status, row.grant_expires_at, row.user_id
    if transaction.row(_HOLD, id=row.grant_id) != read:
        raise LostError
