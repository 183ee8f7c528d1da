"""Developer teams: they own apps, as a person does."""

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.audit import audit_trail
from app.models.values import clock, columns, names, secret

MAX_NAME = 80  # characters
PREFIX = "dvt_"


class DeveloperTeam(db.Model):
    """Several people who own apps together. A deleted one is kept: history stays readable."""

    __tablename__ = "developer_team"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = columns.public_id(PREFIX)
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    deleted_at: Mapped[int | None]

    @classmethod
    def create(cls, name: str) -> "DeveloperTeam":
        """A new, stored team without members; raises ValidationError("name", …)."""
        team = cls(name=names.check(name, max_length=MAX_NAME))
        db.session.add(team)
        db.session.flush()
        return team

    @classmethod
    def find(cls, public_id: str) -> "DeveloperTeam | None":
        """The team with this public id unless it is deleted."""
        if not secret.is_public_id(PREFIX, public_id):
            return None
        present = (cls.public_id == public_id, cls.deleted_at.is_(None))
        return db.session.scalar(select(cls).where(*present))

    @property
    def is_active(self) -> bool:
        """Whether it may own apps."""
        return self.deleted_at is None

    @property
    def facts(self) -> dict[str, str]:
        """What lines of the audit trail say of it."""
        return {"developer_team": self.public_id, "name": self.name}

    def rename(self, name: str) -> None:
        """Take another name, which users of its apps read; raises ValidationError("name", …)."""
        if name.strip() == self.name:  # an older name may break a newer rule
            return
        self.name = names.check(name, max_length=MAX_NAME)
        audit_trail.record("developer_team.renamed", self.facts)

    def hold(self) -> None:
        """Lock its row until the commit, so that changes of its people and apps take turns."""
        db.session.flush()
        db.session.refresh(self, with_for_update={"key_share": True})
