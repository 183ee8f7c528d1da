"""An uploaded icon of an app, in the database, where every process finds it."""

import hashlib
import re

from sqlalchemy import ForeignKey, LargeBinary, String, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.values import clock, secret

SIDE = 512  # pixels, at most
_NAME = re.compile(r"ico_[a-z2-7]{16}", re.ASCII)


class ClientIcon(db.Model):
    """A PNG. Its name is derived from its content, so that a name never changes it."""

    __tablename__ = "client_icon"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    client: Mapped[Client] = relationship()

    @classmethod
    def upload(cls, client: Client, content: bytes) -> None:
        """Give ``client`` the icon, which users see once it is reviewed."""
        client.hold()
        digest = hashlib.sha256(content).hexdigest()
        name = secret.public_id_from("ico_", f"{client.client_id} {digest}")
        if name == client.own_icon_name:
            return
        is_reviewed_one = name == client.icon_name
        client.new_icon_name = None if is_reviewed_one else name
        if client.is_reviewed:
            client.waiting_since = clock.now()
        cls._forget_unused(client)
        if not is_reviewed_one:
            db.session.add(cls(name=name, client=client, content=content))
        audit_trail.record("client.icon_uploaded", client=client)

    @classmethod
    def remove(cls, client: Client) -> None:
        """Take every icon from ``client``; users see its letters at once."""
        client.hold()
        if client.own_icon_name is None:
            return
        client.icon_name = client.new_icon_name = None
        cls._forget_unused(client)
        audit_trail.record("client.icon_removed", client=client)

    @classmethod
    def refuse(cls, client: Client) -> bool:
        """Take the icon that waits for a review from ``client``; False when none waits."""
        client.hold()
        if client.new_icon_name is None:
            return False
        client.new_icon_name = None
        cls._forget_unused(client)
        audit_trail.record("client.icon_refused", client=client)
        return True

    @classmethod
    def find(cls, name: str) -> "ClientIcon | None":
        """The icon with this name that its app has, shown to everyone or not; None without one."""
        if _NAME.fullmatch(name) is None:
            return None
        used = or_(Client.icon_name == name, Client.new_icon_name == name)
        icons = select(cls).join(Client).where(cls.name == name, used)
        return db.session.scalar(icons.where(Client.status != Status.DELETED))

    @property
    def is_shown(self) -> bool:
        """Whether everyone may see it."""
        return self.client.shown_icon_name == self.name

    @classmethod
    def _forget_unused(cls, client: Client) -> None:
        used = [name for name in (client.icon_name, client.new_icon_name) if name]
        db.session.execute(delete(cls).where(cls.client_id == client.id, cls.name.not_in(used)))
