"""A member's request that an owner of the team authorize an app.

It permits nothing: an owner authorizes the app on the consent page, or denies the request.
"""

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Select, String, Text, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.database.transactions import rows_changed
from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.values import clock, columns, plain_text, secret
from app.models.values.errors import ValidationError

LIFETIME = 30 * 86_400  # seconds in which an owner may answer
MAX_NOTE = 300  # characters
MAX_A_DAY = 10  # of one user: each one is a mail to every owner
MAX_LISTED = 100


class Outcome(StrEnum):
    """How an owner answered."""

    ALLOWED = "allowed"
    DENIED = "denied"


class OwnerRequest(db.Model):
    """One member asks the owners of one team to authorize one app."""

    __tablename__ = "owner_request"
    __table_args__ = (
        columns.partial_index(
            "uq_owner_request_open",
            "client_id",
            "team_id",
            "user_id",
            where="ended_at IS NULL",
            unique=True,
        ),
        Index("ix_owner_request_team_id", "team_id"),
        Index("ix_owner_request_user_id", "user_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = columns.public_id("req_")
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    scopes: Mapped[str] = mapped_column(String(300))
    redirect_uri: Mapped[str] = mapped_column(Text)  # where the app wanted the answer
    note: Mapped[str] = mapped_column(String(MAX_NOTE), default="")
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now(), index=True)
    ended_at: Mapped[int | None]
    outcome: Mapped[str | None] = mapped_column(String(10))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    client: Mapped[Client] = relationship()
    team: Mapped[Team] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])

    @classmethod
    def ask(
        cls, *, client: Client, team: Team, user: User, scopes: str, redirect_uri: str, note: str
    ) -> "OwnerRequest | None":
        """A new request; None when the same one of ``user`` is still open.

        Raises ValidationError("note", …) for a note that is too long, or too many requests.
        """
        checked = plain_text.squeeze(note, MAX_NOTE + 1)
        if len(checked) > MAX_NOTE:
            raise ValidationError("note", _("Use at most %(n)d characters.", n=MAX_NOTE))
        mine, now = cls.user_id == user.id, clock.now()
        same = (mine, cls.client_id == client.id, cls.team_id == team.id, cls.ended_at.is_(None))
        expired = update(cls).where(*same, cls.created_at <= now - LIFETIME)
        db.session.execute(expired.values(ended_at=now))
        today = select(func.count(cls.id)).where(mine, cls.created_at > now - 86_400)
        if (db.session.scalar(today) or 0) >= MAX_A_DAY:
            raise ValidationError("note", _("Too many requests today. Try again tomorrow."))
        row = cls(client=client, team=team, user=user, scopes=scopes, note=checked)
        row.redirect_uri = redirect_uri
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except IntegrityError:
            return None
        audit_trail.record("owner_request.asked", actor=user, client=client, team=team)
        return row

    @classmethod
    def list_of_team(cls, team: Team) -> list["OwnerRequest"]:
        """The open requests to the owners of ``team``, oldest first."""
        requests = cls._waiting().where(cls.team_id == team.id).order_by(cls.id).limit(MAX_LISTED)
        return [request for request in db.session.scalars(requests) if request.is_backed]

    @classmethod
    def list_for_owner(cls, teams: Collection[Team]) -> list["OwnerRequest"]:
        """The open requests to the owners of ``teams``, oldest first, up to MAX_LISTED."""
        if not teams:
            return []
        requests = cls._waiting().where(cls.team_id.in_([team.id for team in teams]))
        rows = db.session.scalars(requests.order_by(cls.id).limit(MAX_LISTED))
        return [request for request in rows if request.is_backed]

    @classmethod
    def list_of_user(cls, user: User, client: Client) -> list["OwnerRequest"]:
        """The open requests of ``user`` about ``client``, oldest first."""
        mine = cls._waiting().where(cls.user_id == user.id, cls.client_id == client.id)
        return list(db.session.scalars(mine.order_by(cls.id).limit(MAX_LISTED)))

    @classmethod
    def find_waiting(cls, team: Team, public_id: str) -> "OwnerRequest | None":
        """The open request with this id to the owners of ``team``."""
        if not secret.is_public_id("req_", public_id):
            return None
        request = db.session.scalar(
            cls._waiting().where(cls.public_id == public_id, cls.team_id == team.id)
        )
        return request if request is not None and request.is_backed else None

    @classmethod
    def settle(cls, client: Client, teams: Collection[Team], *, by: User) -> list["OwnerRequest"]:
        """Close the open requests about ``client`` for ``teams``: the owner ``by`` authorized it.

        Returns those of other users.
        """
        settled = db.session.scalars(
            update(cls)
            .where(
                cls.client_id == client.id,
                cls.team_id.in_([team.id for team in teams]),
                cls.ended_at.is_(None),
            )
            .values(ended_at=clock.now(), outcome=Outcome.ALLOWED, decided_by_id=by.id)
            .returning(cls)
            .execution_options(synchronize_session="fetch")
        )
        return [request for request in settled if request.user_id != by.id]

    @property
    def is_backed(self) -> bool:
        """Whether the user who asked still belongs to the team, and the app is live."""
        return self.client.is_live and Membership.find(self.team, self.user) is not None

    @property
    def leads_to_consent(self) -> bool:
        """Whether an owner can authorize without starting at the app.

        The ``state`` and code challenge of the user who asked belong to their browser and are
        not stored.
        """
        app = self.client
        starts_there = app.state_required or app.pkce_required or app.direct_token
        is_registered = self.redirect_uri in app.registered_uris()
        return app.confidential and is_registered and not starts_there

    def deny(self, by: User) -> bool:
        """Close it. True for exactly one caller, however many owners answer at once."""
        denied = update(OwnerRequest).values(
            ended_at=clock.now(), outcome=Outcome.DENIED, decided_by_id=by.id
        )
        is_open = OwnerRequest.id == self.id, OwnerRequest.ended_at.is_(None)
        if not rows_changed(denied.where(*is_open)):
            return False
        audit_trail.record("owner_request.denied", actor=by, client=self.client, team=self.team)
        return True

    @classmethod
    def _waiting(cls) -> "Select[OwnerRequest]":
        young = cls.created_at > clock.now() - LIFETIME
        with_names = (joinedload(cls.client), joinedload(cls.user), joinedload(cls.team))
        return select(cls).where(cls.ended_at.is_(None), young).options(*with_names)
