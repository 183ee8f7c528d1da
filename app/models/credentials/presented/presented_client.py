"""A client with its secrets, and a credential of its own, as one statement reads them."""

from collections.abc import Callable
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar, cast

from app.database.hot_reads import HotQuery
from app.models.clients import client_protocol, client_status
from app.models.values import secret

COLUMNS = """
c.id, c.client_id, c.status, c.confidential, c.token_endpoint_auth_method, c.grant_types, c.scopes,
c.default_scopes, c.access_token_lifetime, c.refresh_token_lifetime, c.sends_grant_id,
c.dpop_bound_access_tokens, s.id AS secret_id, s.digest AS secret_digest,
s.not_after AS secret_not_after, s.last_four AS secret_last_four
"""


class PresentedClient(NamedTuple):
    """A client with one of its secrets, if it has any; the rules are those of ``Client``."""

    id: int
    client_id: str
    status: str
    confidential: bool
    token_endpoint_auth_method: str | None
    grant_types: str
    scopes: str
    default_scopes: str
    access_token_lifetime: int
    refresh_token_lifetime: int
    sends_grant_id: bool
    dpop_bound_access_tokens: bool
    secret_id: int | None
    secret_digest: str | None
    secret_not_after: int | None
    secret_last_four: str | None

    @property
    def is_usable(self) -> bool:
        """Whether it may send requests."""
        return client_status.is_usable(self.status)

    @property
    def has_plain_tokens(self) -> bool:
        """Whether its tokens need not be bound to a key."""
        return not self.dpop_bound_access_tokens

    def check_grant_type(self, grant_type: str) -> bool:
        """Whether it may use this grant at the token endpoint."""
        return client_protocol.has_grant_type(self.grant_types, grant_type)

    def told_id(self, grant_public_id: str) -> str | None:
        """The id of a grant in its answers, unless it expects documented members only."""
        return grant_public_id if self.sends_grant_id else None


FIND = HotQuery(
    f"""
    SELECT {COLUMNS} FROM client c LEFT JOIN client_secret s ON s.client_id = c.id
     WHERE c.client_id = :client_id
    """,
    PresentedClient,
)

Credential = TypeVar("Credential", bound=tuple[Any, ...])
_as_client = cast(
    "Callable[[tuple[Any, ...]], PresentedClient]", partial(tuple.__new__, PresentedClient)
)


class CredentialQuery(Generic[Credential]):
    """Reads a client, as ``FIND`` does, together with a credential that it presents.

    ``joins`` lead from the client c to the credential of its own with the digest ``:digest``. The
    ``columns`` are the fields of ``credential``; without such a credential the first is null.
    """

    def __init__(self, credential: type[Credential], columns: str, joins: str) -> None:
        sql = f"""
            SELECT {COLUMNS}, {columns}
              FROM client c LEFT JOIN client_secret s ON s.client_id = c.id {joins}
             WHERE c.client_id = :client_id
        """
        self.credential = credential
        self.query: HotQuery[tuple[Any, ...]] = HotQuery(sql, tuple)
        self._as_credential = cast(
            "Callable[[tuple[Any, ...]], Credential]", partial(tuple.__new__, credential)
        )

    def rows(self, client_id: str, text: str) -> tuple[list[PresentedClient], list[Credential]]:
        """Return the client once for each secret, none if there is no client; and its credential.

        The latter is one row, unless ``joins`` say otherwise; none if there is no such credential.
        """
        rows = self.query.rows(client_id=client_id, digest=secret.digest(text))
        clients = [_as_client(row[:_WIDTH]) for row in rows]
        if not rows or rows[0][_WIDTH] is None:
            return clients, []
        if len(rows) == 1:  # as most often
            return clients, [self._as_credential(rows[0][_WIDTH:])]
        return clients, list(dict.fromkeys(self._as_credential(row[_WIDTH:]) for row in rows))


_WIDTH = len(PresentedClient._fields)
