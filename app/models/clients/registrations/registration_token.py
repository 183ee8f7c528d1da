"""The token with which a client manages its own registration (RFC 7592)."""

from sqlalchemy import ColumnElement, ForeignKey, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database.transactions import rows_changed
from app.extensions import db
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.values import clock, secret
from app.models.values.secret import Kind


class RegistrationToken(db.Model):
    """A client has one at most. Replacing the registration replaces the token, too."""

    __tablename__ = "registration_token"

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[int] = mapped_column(default=lambda: clock.now())

    client: Mapped[Client] = relationship()

    @classmethod
    def issue(cls, client: Client) -> str:
        """The text of the first token of a new client; it is not stored."""
        text = secret.generate(Kind.REGISTRATION_TOKEN)
        db.session.add(cls(client=client, digest=secret.digest(text)))
        return text

    @classmethod
    def find(cls, text: str) -> "RegistrationToken | None":
        """The token with this text unless its client is deleted."""
        if not secret.is_well_formed(Kind.REGISTRATION_TOKEN, text):
            return None
        of_client = select(cls).join(Client).where(Client.status != Status.DELETED)
        return db.session.scalar(of_client.where(cls.digest == secret.digest(text)))

    def rotate(self) -> str | None:
        """The text of the token that replaces this one; None when another request was first."""
        text = secret.generate(Kind.REGISTRATION_TOKEN)
        values = {"digest": secret.digest(text), "issued_at": clock.now()}
        statement = update(RegistrationToken).where(*self._as_presented()).values(**values)
        # The session keeps what was presented.
        statement = statement.execution_options(synchronize_session=False)
        return text if rows_changed(statement) == 1 else None

    def end(self) -> bool:
        """Remove the token. True for exactly one caller."""
        statement = delete(RegistrationToken).where(*self._as_presented())
        return rows_changed(statement.execution_options(synchronize_session=False)) == 1

    def _as_presented(self) -> tuple[ColumnElement[bool], ...]:
        return (
            RegistrationToken.client_id == self.client_id,
            RegistrationToken.digest == self.digest,
        )
