"""What the consent page says of an app beside its own facts, and what its user allowed before."""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, exists, literal, select

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients import client_search, host_proof
from app.models.clients.client import Client
from app.models.grants import grant_removal
from app.models.grants.grant import Grant
from app.models.grants.grant_search import MAX_LISTED
from app.models.values import clock


class ConsentFacts(NamedTuple):
    """Whether each is so, read at once: most pages have none of them."""

    has_namesake: bool
    has_proven_host: bool
    has_removals: bool  # of its user's grants


def read(client: Client, user: User, uri: str) -> tuple[ConsentFacts, list[Grant]]:
    """The facts of ``client`` for ``user``, who will be sent to ``uri``.

    With them come the live grants of the user to the client, last approved first.
    """
    values = {
        **client_search.namesake_values(client),
        **host_proof.values(client.id, uri),
        **grant_removal.open_values(user, client),
        **_of_grants(user, client),
    }
    rows = db.session.execute(_facts(client.owns_its_name), values).all()
    return ConsentFacts._make(rows[0][1:]), [row[0] for row in rows if row[0] is not None]


def _of_grants(user: User, client: Client) -> dict[str, Any]:
    return {"grant_user": user.id, "grant_client": client.id, "now": clock.now()}


@cache  # building a statement takes as long as running it
def _facts(owns_its_name: bool) -> "Select[Grant, bool, bool, bool]":
    facts = (
        exists(client_search.namesakes(owns_its_name)),
        host_proof.is_proven_then(),
        exists(grant_removal.open_ids()),
    )
    is_live_of_both = and_(
        Grant.user_id == bindparam("grant_user"),
        Grant.client_id == bindparam("grant_client"),
        Grant.is_live_at(bindparam("now")),
    )
    row = select(literal(1).label("row")).subquery()  # where there is no grant, too
    rows = select(Grant, *facts).select_from(row).outerjoin(Grant, is_live_of_both)
    return rows.order_by(Grant.approved_at.desc(), Grant.id.desc()).limit(MAX_LISTED)
