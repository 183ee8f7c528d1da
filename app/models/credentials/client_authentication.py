"""Whether somebody is the client they claim to be, found out with the same work for everyone."""

import hmac
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from app.extensions import db
from app.models.clients.client import Client
from app.models.clients.client_secret import ClientSecret
from app.models.clients.client_status import Status
from app.models.credentials import credential_diagnosis, last_use
from app.models.flow_doctor.diagnosis import Diagnosis, Reason, because
from app.models.values import clock, secret

NOBODY = ""  # no client has this id
_DECOY = secret.digest(NOBODY)


@dataclass(frozen=True)
class Judgement:
    """Who it is, or why not: ``diagnosis`` is for the developer of the app that was named."""

    client: Client | None
    diagnosis: Diagnosis | None = None


def authenticate(client_id: str, given: str | None) -> Client | None:
    """The usable client with this id, proved by its secret; None for every other claim."""
    return judge(client_id, given).client


def judge(client_id: str, given: str | None) -> Judgement:
    """The usable client with this id, proved by its secret, or why it is not that.

    A public client has no secret and must show none. An unknown id costs the same statement
    and the same comparison as a wrong secret, so that time does not tell them apart.
    """
    known = secret.is_well_formed(secret.Kind.CLIENT_ID, client_id)
    rows = db.session.execute(
        select(Client.id, Client.confidential, ClientSecret.id, ClientSecret.digest)
        .add_columns(ClientSecret.not_after, ClientSecret.last_four)
        .outerjoin(ClientSecret)
        .where(Client.client_id == (client_id if known else NOBODY))
    ).all()
    proof = _matching(rows, given or NOBODY)
    if not rows:
        return Judgement(None)
    if rows[0].confidential and proof is None:
        return Judgement(None, _why_not(rows, given))
    if not rows[0].confidential and given is not None:
        return Judgement(None, because(Reason.SECRET_OF_PUBLIC_APP))
    client = db.session.get(Client, rows[0][0])
    if client is None or not client.is_usable:
        reason = credential_diagnosis.OF_STATUS.get(Status(client.status)) if client else None
        return Judgement(None, because(reason) if reason else None)
    if proof is not None:
        last_use.mark(ClientSecret, proof)
    return Judgement(client)


def _matching(rows: Any, given: str) -> int | None:
    # Every live secret is compared, and a decoy where there is none.
    digest = secret.digest(given)
    matching = [row for row in rows if row.digest and hmac.compare_digest(row.digest, digest)]
    if not rows:
        hmac.compare_digest(_DECOY, digest)
    return next((row[2] for row in matching if _is_live(row)), None)


def _why_not(rows: Any, given: str | None) -> Diagnosis:
    """What is wrong with the secret of a confidential client; the secret itself is not kept."""
    if given is None:
        return because(Reason.SECRET_MISSING)
    for row in rows:
        if row.digest and hmac.compare_digest(row.digest, secret.digest(given)):
            return because(Reason.SECRET_ENDED, end=row.last_four, at=row.not_after)
    if secret.is_well_formed(secret.Kind.CLIENT_SECRET, given):
        return because(Reason.SECRET_WRONG, shape="whole")
    is_damaged = given.strip().lower().startswith(secret.Kind.CLIENT_SECRET)
    return because(Reason.SECRET_WRONG, shape="damaged" if is_damaged else "other")


def _is_live(row: Row[Any]) -> bool:
    return row.not_after is None or clock.now() < row.not_after
