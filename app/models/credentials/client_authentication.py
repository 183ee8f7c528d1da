"""Client authentication in constant work, so that timing reveals no client ID."""

import hmac
from collections.abc import Collection
from dataclasses import dataclass

from app.extensions import db
from app.models.clients import client_search
from app.models.clients.client import Client
from app.models.clients.client_secret import ClientSecret, is_live
from app.models.clients.client_status import Status
from app.models.clients.registrations import client_id_url
from app.models.credentials import client_assertion, credential_diagnosis, last_use
from app.models.credentials.presented import presented_client
from app.models.credentials.presented.presented_client import (
    Credential,
    CredentialQuery,
    PresentedClient,
)
from app.models.flow_doctor.diagnosis import Diagnosis, Reason, because
from app.models.values import secret

UNKNOWN = ""  # no client has this id
_DECOY = secret.digest(UNKNOWN)


@dataclass(frozen=True)
class Judgement:
    """The authenticated client, or None with a diagnosis for the developer of the named app.

    ``number`` is the row id of that app, if there is one.
    """

    client: Client | None
    diagnosis: Diagnosis | None = None
    number: int | None = None


def authenticate(client_id: str, presented: str | None) -> Judgement:
    """Return the usable client with this ID and secret, or why it is refused.

    A public client must send no secret. An unknown ID takes the same query and comparison as a
    wrong secret, so that timing does not tell them apart. A refused secret begins no transaction.
    """
    rows = presented_client.FIND.rows(client_id=_possible(client_id))
    proof = _matching(rows, presented or UNKNOWN)
    if not rows:
        return Judgement(None)
    number = rows[0].id
    if not _is_proven(rows[0], presented, proof):
        return Judgement(None, _why_not(rows, presented), number)
    client = db.session.get(Client, number)
    if client is None or not client.is_usable:
        return Judgement(None, _why_unusable(client), number)
    if proof is not None:
        last_use.mark(ClientSecret, proof)
    return Judgement(client, number=number)


def recognise_with(
    query: CredentialQuery[Credential], text: str, client_id: str, presented: str | None
) -> tuple[PresentedClient, list[Credential]] | None:
    """Return the usable client with this ID and secret as it was read, without the session.

    With the rows of its credential that has the ``text``, if there is one. None for every other
    client, by the same rule; ``authenticate`` says why.
    """
    rows, credential = query.rows(_possible(client_id), text)
    client = _recognised(rows, presented)
    return None if client is None else (client, credential)


def authenticate_by_key(client_id: str, assertion: str, audiences: Collection[str]) -> Judgement:
    """Return the usable client that signed ``assertion`` for one of ``audiences``, or why not.

    Raises BusyError while the client's keys cannot be fetched.
    """
    client = Client.find(client_id)
    if client is None:
        return Judgement(None, number=client_search.find_number(client_id))
    wrong = client_assertion.refuse(assertion, client, audiences)
    if wrong is not None:
        return Judgement(None, wrong, client.id)
    if not client.is_usable:
        return Judgement(None, _why_unusable(client), client.id)
    return Judgement(client, number=client.id)


def _why_unusable(client: Client | None) -> Diagnosis | None:
    reason = credential_diagnosis.OF_STATUS.get(Status(client.status)) if client else None
    return because(reason) if reason else None


def _possible(client_id: str) -> str:
    return client_id if client_id_url.is_client_id(client_id) else UNKNOWN


def _recognised(rows: list[PresentedClient], presented: str | None) -> PresentedClient | None:
    proof = _matching(rows, presented or UNKNOWN)
    if not rows or not _is_proven(rows[0], presented, proof) or not rows[0].is_usable:
        return None
    if proof is not None:
        last_use.mark(ClientSecret, proof)
    return rows[0]


def _matching(rows: list[PresentedClient], presented: str) -> int | None:
    # All secrets are compared, and a decoy when there is none.
    digest = secret.digest(presented)
    matching = [row for row in rows if _has(row, digest)]
    if not rows:
        hmac.compare_digest(_DECOY, digest)
    return next((row.secret_id for row in matching if is_live(row.secret_not_after)), None)


def _has(row: PresentedClient, digest: str) -> bool:
    return row.secret_digest is not None and hmac.compare_digest(row.secret_digest, digest)


def _is_proven(client: PresentedClient, presented: str | None, proof: int | None) -> bool:
    """Whether the client has shown a live secret, or has none and has sent none."""
    if client.token_endpoint_auth_method == client_assertion.METHOD:
        return False
    return proof is not None if client.confidential else presented is None


def _why_not(rows: list[PresentedClient], presented: str | None) -> Diagnosis:
    """Return what is wrong with the secret of a client, without the secret itself."""
    if rows[0].token_endpoint_auth_method == client_assertion.METHOD:
        return because(Reason.SECRET_OF_KEY_APP)
    if not rows[0].confidential:
        return because(Reason.SECRET_OF_PUBLIC_APP)
    if presented is None:
        return because(Reason.SECRET_MISSING)
    for row in rows:
        if _has(row, secret.digest(presented)):
            end, at = row.secret_last_four or "", row.secret_not_after or 0
            return because(Reason.SECRET_ENDED, end=end, at=at)
    if secret.is_well_formed(secret.Kind.CLIENT_SECRET, presented):
        return because(Reason.SECRET_WRONG, shape="whole")
    is_damaged = presented.strip().lower().startswith(secret.Kind.CLIENT_SECRET)
    return because(Reason.SECRET_WRONG, shape="damaged" if is_damaged else "other")
