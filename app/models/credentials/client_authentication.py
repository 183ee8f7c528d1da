"""Client authentication in constant work, so that timing reveals no client ID."""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.models.clients.client import Client
from app.models.clients.client_secret import ClientSecret, is_live
from app.models.clients.client_status import Status
from app.models.clients.registrations import client_id_url
from app.models.credentials import client_assertion, credential_diagnosis, last_use
from app.models.flow_doctor.diagnosis import Diagnosis, Reason, because
from app.models.values import secret

UNKNOWN = ""  # no client has this id
_DECOY = secret.digest(UNKNOWN)


@dataclass(frozen=True)
class Judgement:
    """The authenticated client, or None with a diagnosis for the developer of the named app."""

    client: Client | None
    diagnosis: Diagnosis | None = None


def authenticate(client_id: str, presented: str | None) -> Judgement:
    """Return the usable client with this ID and secret, or why it is refused.

    A public client must send no secret. An unknown ID takes the same query and comparison as a
    wrong secret, so that timing does not tell them apart.
    """
    is_possible = client_id_url.is_client_id(client_id)
    rows = db.session.execute(
        select(Client.id, Client.confidential, ClientSecret.id, ClientSecret.digest)
        .add_columns(ClientSecret.not_after, ClientSecret.last_four)
        .add_columns(Client.token_endpoint_auth_method)
        .outerjoin(ClientSecret)
        .where(Client.client_id == (client_id if is_possible else UNKNOWN))
    ).all()
    proof = _matching(rows, presented or UNKNOWN)
    if not rows:
        return Judgement(None)
    if rows[0].token_endpoint_auth_method == client_assertion.METHOD:
        return Judgement(None, because(Reason.SECRET_OF_KEY_APP))
    if rows[0].confidential and proof is None:
        return Judgement(None, _why_not(rows, presented))
    if not rows[0].confidential and presented is not None:
        return Judgement(None, because(Reason.SECRET_OF_PUBLIC_APP))
    client = db.session.get(Client, rows[0][0])
    if client is None or not client.is_usable:
        return Judgement(None, _why_unusable(client))
    if proof is not None:
        last_use.mark(ClientSecret, proof)
    return Judgement(client)


def authenticate_by_key(client_id: str, assertion: str, audiences: Collection[str]) -> Judgement:
    """Return the usable client that signed ``assertion`` for one of ``audiences``, or why not.

    Raises BusyError while the client's keys cannot be fetched.
    """
    client = Client.find(client_id)
    if client is None:
        return Judgement(None)
    wrong = client_assertion.refuse(assertion, client, audiences)
    if wrong is not None:
        return Judgement(None, wrong)
    return Judgement(client) if client.is_usable else Judgement(None, _why_unusable(client))


def _why_unusable(client: Client | None) -> Diagnosis | None:
    reason = credential_diagnosis.OF_STATUS.get(Status(client.status)) if client else None
    return because(reason) if reason else None


def _matching(rows: Any, presented: str) -> int | None:
    # All secrets are compared, and a decoy when there is none.
    digest = secret.digest(presented)
    matching = [row for row in rows if row.digest and hmac.compare_digest(row.digest, digest)]
    if not rows:
        hmac.compare_digest(_DECOY, digest)
    return next((row[2] for row in matching if is_live(row.not_after)), None)


def _why_not(rows: Any, presented: str | None) -> Diagnosis:
    """Return what is wrong with a confidential client's secret, without the secret itself."""
    if presented is None:
        return because(Reason.SECRET_MISSING)
    for row in rows:
        if row.digest and hmac.compare_digest(row.digest, secret.digest(presented)):
            return because(Reason.SECRET_ENDED, end=row.last_four, at=row.not_after)
    if secret.is_well_formed(secret.Kind.CLIENT_SECRET, presented):
        return because(Reason.SECRET_WRONG, shape="whole")
    is_damaged = presented.strip().lower().startswith(secret.Kind.CLIENT_SECRET)
    return because(Reason.SECRET_WRONG, shape="damaged" if is_damaged else "other")
