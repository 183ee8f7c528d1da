"""Pushed authorization requests: stored for their client for minutes, answered once (RFC 9126)."""

import json
from typing import cast

from sqlalchemy import ForeignKey, String, Text, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.config import settings
from app.database.transactions import rows_changed
from app.extensions import db
from app.models.clients.client import Client
from app.models.values import clock, secret

URN = "urn:ietf:params:oauth:request_uri:"  # RFC 9126 section 2.2


class PushedRequest(db.Model):
    """The parameters that a client has pushed. It is kept after its answer, to refuse a second."""

    __tablename__ = "pushed_request"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)  # of its reference
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    parameters_json: Mapped[str] = mapped_column(Text)
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    expires_at: Mapped[int] = mapped_column(index=True)
    opened_at: Mapped[int | None]
    answered_at: Mapped[int | None]

    client: Mapped[Client] = relationship()

    @classmethod
    def push(cls, client: Client, parameters: dict[str, str]) -> str:
        """Store the checked ``parameters``; return the request_uri, which is not stored."""
        reference = secret.generate(secret.Kind.PUSHED_REQUEST)
        db.session.add(
            cls(
                digest=secret.digest(reference),
                client=client,
                parameters_json=json.dumps(parameters),
                expires_at=clock.now() + settings().pushed_request_lifetime,
            )
        )
        return URN + reference

    @classmethod
    def find(cls, request_uri: str, client: Client) -> "PushedRequest | None":
        """The client's request, answered or not; None for another client's."""
        digest = secret.digest(request_uri.removeprefix(URN))
        return db.session.scalar(
            select(cls).where(cls.digest == digest, cls.client_id == client.id)
        )

    @property
    def parameters(self) -> dict[str, str]:
        """What was pushed, without the client's credentials."""
        return cast("dict[str, str]", json.loads(self.parameters_json))

    @property
    def is_expired(self) -> bool:
        """Whether it has expired."""
        return clock.now() >= self.expires_at

    def open(self) -> None:
        """Keep it for as long as a consent page, once a browser has come with it in time.

        Only the first time counts, so that it ends in any case.
        """
        now = clock.now()
        kept_until = max(self.expires_at, now + settings().consent_lifetime)
        db.session.execute(
            update(PushedRequest)
            .where(PushedRequest.digest == self.digest, PushedRequest.opened_at.is_(None))
            .values(opened_at=now, expires_at=kept_until)
        )

    def answer(self) -> bool:
        """Spend it. True for exactly one caller, however many try at once."""
        return bool(
            rows_changed(
                update(PushedRequest)
                .where(PushedRequest.digest == self.digest, PushedRequest.answered_at.is_(None))
                .values(answered_at=clock.now())
            )
        )
