"""Receipts: what a consent page showed and its user approved, kept as it was at that time."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.config import settings
from app.extensions import db
from app.models.accounts.user import User
from app.models.grants.grant import Grant
from app.models.values import clock, columns, scopes

MAX_LISTED = 50
TYPE = "consent-receipt+jwt"  # of the signed file, so that it passes for no other token


class ConsentReceipt(db.Model):
    """One approval, kept for who approved. Its claims never change, whatever happens to the grant.

    The grant may be another user's later, who adopted it.
    """

    __tablename__ = "consent_receipt"
    __table_args__ = (
        Index("ix_consent_receipt_grant_id", "grant_id", "id"),
        Index("ix_consent_receipt_user_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = columns.public_id("rcp_")
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    approved_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    stored_claims: Mapped[str] = mapped_column(Text)  # JSON

    grant: Mapped[Grant] = relationship()

    @classmethod
    def write(
        cls, grant: Grant, user: User, names: frozenset[str], shown: dict[str, Any]
    ) -> "ConsentReceipt":
        """Keep what a page had ``shown``, and that ``user`` approved ``names`` under ``grant``."""
        receipt = cls(grant=grant, user_id=user.id, stored_claims="{}")
        receipt.approved_at = grant.approved_at
        db.session.add(receipt)
        db.session.flush()
        claims = {
            "iss": settings().public_url,
            "jti": receipt.public_id,
            **_describe(grant),
            "user": {"id": user.public_id, "name": user.name, "email": user.email},
            "scopes": sorted(names),
            "scopes_after": sorted(scopes.parse(grant.scopes)),
            "shown": shown,
        }
        receipt.stored_claims = json.dumps(claims, ensure_ascii=False)
        return receipt

    @classmethod
    def forget(cls, user: User) -> None:
        """Delete the receipts of ``user``, which name them."""
        deletion = delete(cls).where(cls.user_id == user.id)
        db.session.execute(deletion.execution_options(synchronize_session=False))

    @property
    def claims(self) -> dict[str, Any]:
        """The claims of the signed receipt; times in epoch seconds."""
        claims: dict[str, Any] = json.loads(self.stored_claims)
        return claims

    @classmethod
    def list_of(cls, grant: Grant, user: User) -> "Sequence[ConsentReceipt]":
        """The receipts of what ``user`` approved under ``grant``, newest first."""
        own = select(cls).where(cls.grant_id == grant.id, cls.user_id == user.id)
        return db.session.scalars(own.order_by(cls.id.desc()).limit(MAX_LISTED)).all()

    @classmethod
    def has_any(cls, user: User) -> ColumnElement[bool]:
        """The SQL condition for a grant that ``user`` approved at some time."""
        return Grant.id.in_(select(cls.grant_id).where(cls.user_id == user.id))


def _describe(grant: Grant) -> dict[str, Any]:
    client = grant.client
    return {
        "grant_id": grant.public_id,
        "client_id": client.client_id,
        "client_name": client.name,
        "client_maker": client.makers_name,
        "client_reviewed": client.is_reviewed,
        "teams": [
            {"id": team.public_id, "slug": team.slug, "name": team.name} for team in grant.teams
        ],
        "approved_at": grant.approved_at,
        "expires": grant.term,
        "expires_at": grant.expires_at,
    }
