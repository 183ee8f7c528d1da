"""Whether somebody is the client they claim to be, found out with the same work for everyone."""

import hmac
from typing import Any

from sqlalchemy import Row, select

from app.extensions import db
from app.models import clock, last_use, secret
from app.models.client import Client
from app.models.client_secret import ClientSecret

NOBODY = ""  # no client has this id
_DECOY = secret.digest(NOBODY)


def authenticate(client_id: str, given: str | None) -> Client | None:
    """The usable client with this id, proved by its secret; None for every other claim.

    A public client has no secret and must show none. An unknown id costs the same statement
    and the same comparison as a wrong secret, so that time does not tell them apart.
    """
    known = secret.is_well_formed(secret.Kind.CLIENT_ID, client_id)
    rows = db.session.execute(
        select(Client.id, Client.confidential, ClientSecret.id, ClientSecret.digest)
        .add_columns(ClientSecret.not_after)
        .outerjoin(ClientSecret)
        .where(Client.client_id == (client_id if known else NOBODY))
    ).all()
    proof = _matching(rows, given or NOBODY)
    if not rows or (rows[0].confidential and proof is None):
        return None
    if not rows[0].confidential and given is not None:
        return None
    client = db.session.get(Client, rows[0][0])
    if client is None or not client.is_usable:
        return None
    if proof is not None:
        last_use.mark(ClientSecret, proof)
    return client


def _matching(rows: Any, given: str) -> int | None:
    # Every live secret is compared, and a decoy where there is none.
    digest = secret.digest(given)
    matching = [row for row in rows if row.digest and hmac.compare_digest(row.digest, digest)]
    if not rows:
        hmac.compare_digest(_DECOY, digest)
    return next((row[2] for row in matching if _is_live(row)), None)


def _is_live(row: Row[Any]) -> bool:
    return row.not_after is None or clock.now() < row.not_after
