"""Proofs that an app answers for a host: a file with the app's own value below its /.well-known."""

import hashlib
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import (
    ColumnElement,
    Exists,
    ForeignKey,
    String,
    UniqueConstraint,
    bindparam,
    exists,
    select,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from app.config import settings
from app.extensions import db
from app.models.audit import audit_trail
from app.models.audit.audit_trail import Row
from app.models.values import clock

LIFETIME = 365 * 86_400  # seconds; hosts change hands, so a proof is repeated once a year
MAX_FILE = 1000  # bytes


class Fault(StrEnum):
    """Why the last check proved nothing."""

    MISSING = "missing"  # the host answers, and has no such file
    CONTENT = "content"  # the file holds something else
    REDIRECT = "redirect"
    HOST = "host"  # not public, or unknown
    UNREACHABLE = "unreachable"
    TIME = "time"


# These say that the file is gone; the others only that nobody could look.
ENDING = frozenset({Fault.MISSING, Fault.CONTENT, Fault.REDIRECT})


class HostProof(db.Model):
    """The last check of one host for one client, and when it was proven, if it is."""

    __tablename__ = "host_proof"
    __table_args__ = (UniqueConstraint("client_id", "host"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    host: Mapped[str] = mapped_column(String(253), index=True)
    checked_at: Mapped[int]
    proven_at: Mapped[int | None]
    fault: Mapped[str | None] = mapped_column(String(20))

    @classmethod
    def find(cls, client: Row, host: str) -> "HostProof | None":
        """The last check of ``host`` for ``client``."""
        return db.session.scalar(select(cls).where(cls.client_id == client.id, cls.host == host))

    @classmethod
    def record(cls, client: Row, host: str, fault: Fault | None) -> "HostProof":
        """Note a check of ``host`` just now; None for ``fault`` proves it.

        A proof stays while the host cannot be asked, until its LIFETIME ends.
        """
        proof = cls.find(client, host)
        if proof is None:
            proof = cls(client_id=client.id, host=host)
            db.session.add(proof)
        was_proven, proof.checked_at, proof.fault = proof.is_valid, clock.now(), fault
        if fault is None:
            proof.proven_at = proof.checked_at
            audit_trail.record("client.host_proven", client=client, host=host)
        elif fault in ENDING:
            proof.proven_at = None
            if was_proven:
                audit_trail.record("client.host_proof_lost", client=client, host=host)
        return proof

    @hybrid_property
    def is_valid(self) -> bool:
        """Whether the host is proven now."""
        return self.proven_at is not None and clock.now() < self.proven_at + LIFETIME

    @is_valid.inplace.expression
    @classmethod
    def _is_valid(cls) -> ColumnElement[bool]:
        return cls.proven_at > clock.now() - LIFETIME

    @property
    def ends_at(self) -> int | None:
        """When the proof has to be repeated."""
        return None if self.proven_at is None else self.proven_at + LIFETIME


def host_of(uri: str) -> str | None:
    """The host of ``uri`` that can be proven: of https on its usual port; None for others."""
    parts = urlsplit(uri)
    is_usual = parts.scheme == "https" and parts.port in {None, 443}
    return parts.hostname if is_usual and parts.hostname != "localhost" else None


def is_proven(client_id: Any, uri: str) -> ColumnElement[bool]:
    """The SQL condition that the client with this row's number has proven the host of ``uri``."""
    host = host_of(uri) or ""  # of which there is no proof
    of_host = exists().where(HostProof.client_id == client_id, HostProof.host == host)
    return of_host.where(HostProof.is_valid)


def is_proven_then() -> Exists:
    """The same with ``values`` as its parameters, for statements that are built once."""
    of_host = exists().where(
        HostProof.client_id == bindparam("proof_client_id"), HostProof.host == bindparam("host")
    )
    return of_host.where(HostProof.proven_at > bindparam("proven_after"))


def values(client_id: int | None, uri: str) -> dict[str, Any]:
    """The parameters of ``is_proven_then``."""
    host = host_of(uri) or ""
    return {"proof_client_id": client_id, "host": host, "proven_after": clock.now() - LIFETIME}


def path_of(client_id: str) -> str:
    """The path of the file on the host of the client with this public id."""
    return f"/.well-known/stagedoor-{client_id}.txt"


def content_of(client_id: str) -> str:
    """What the file has to hold: no secret, and not in the path, which a page may repeat."""
    digest = hashlib.sha256(f"host proof {settings().public_url} {client_id}".encode())
    return f"stagedoor-host-proof={digest.hexdigest()[:40]}"
