"""What the consent page says of an app beside its own facts, and of what was taken off it."""

from functools import cache
from typing import NamedTuple

from sqlalchemy import Select, exists, select

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients import client_search, host_proof
from app.models.clients.client import Client
from app.models.grants import grant_removal


class ConsentFacts(NamedTuple):
    """Whether each is so, read at once: most pages have none of them."""

    has_namesake: bool
    has_proven_host: bool
    has_removals: bool  # of its user's grants


def read(client: Client, user: User, uri: str) -> ConsentFacts:
    """The facts of ``client`` for ``user``, who will be sent to ``uri``."""
    values = {
        **client_search.namesake_values(client),
        **host_proof.values(client.id, uri),
        **grant_removal.open_values(user, client),
    }
    return ConsentFacts._make(db.session.execute(_facts(client.owns_its_name), values).one())


@cache  # building a statement takes as long as running it
def _facts(owns_its_name: bool) -> "Select[bool, bool, bool]":
    return select(
        exists(client_search.namesakes(owns_its_name)),
        host_proof.is_proven_then(),
        exists(grant_removal.open_ids()),
    )
