"""Private feed links: their key gives read access to a team's events, and to nothing else.

A link is made by a member, or by an app through its grant. It ends with what it depends on: the
member's role, or the grant and everything that ends its tokens (live_feed.py).
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, String, and_, func, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.database.transactions import rows_changed
from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.event_queries.event_filter import EventFilter
from app.models.events.event_audience import Audience
from app.models.grants.grant import Grant
from app.models.teams.membership import EDITORS, Membership
from app.models.teams.team import Team
from app.models.values import clock, columns, plain_text, secret
from app.models.values.errors import LimitError

MAX_NAME = 80  # characters
MAX_LINKS_PER_TEAM = 50
MAX_LINKS_PER_GRANT = 10  # so that one app cannot use up the team's links
LIFETIME = 365 * 86_400  # seconds that a revoked link is kept, to tell its key from an unknown one


class FeedLink(db.Model):
    """A private link to a team's events in every format. Only a digest of its key is stored."""

    __tablename__ = "feed_link"
    __table_args__ = (
        Index("ix_feed_link_team_id", "team_id", "id"),
        Index("ix_feed_link_grant_id", "grant_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = columns.public_id("fdl_")
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    last_four: Mapped[str] = mapped_column(String(4))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    # The membership of the user who made it, or who gave the grant through which an app did.
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("grant.id"))
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    audience: Mapped[str] = mapped_column(String(10))
    tag: Mapped[str | None] = mapped_column(String(200))
    status: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    revoked_at: Mapped[int | None] = mapped_column(index=True)
    last_used_at: Mapped[int | None]
    last_used_address: Mapped[str | None] = mapped_column(String(64))
    last_used_agent: Mapped[str | None] = mapped_column(String(200))

    team: Mapped[Team] = relationship()
    membership: Mapped[Membership] = relationship()
    grant: Mapped[Grant | None] = relationship()

    @classmethod
    def make(
        cls,
        membership: Membership,
        *,
        name: str,
        filters: EventFilter,
        audience: Audience = Audience.APPS,
        grant: Grant | None = None,
        is_replacement: bool = False,
    ) -> tuple["FeedLink", str]:
        """Return a new link to the events of the membership's team, and its key.

        Of ``filters`` it uses tag and status. Raises ValidationError("name", …) for an invalid
        name, and LimitError("name", …) when the team or the grant has too many links.
        """
        checked = plain_text.one_line(name, field="name", max_length=MAX_NAME)
        if grant is not None:
            grant.hold()
        membership.team.lock()
        cls._check_room(membership.team, grant)
        key = secret.generate(secret.Kind.FEED_KEY)
        link = cls(digest=secret.digest(key), last_four=key[-4:], membership=membership)
        link.team, link.grant, link.name, link.audience = membership.team, grant, checked, audience
        link.tag, link.status = filters.tag, filters.status
        db.session.add(link)
        link._record("feed_link.replaced" if is_replacement else "feed_link.made")
        return link, key

    def replace(self) -> tuple["FeedLink", str] | None:
        """End it and return the same link with a new key; None when it has ended already."""
        if not self._end():
            return None
        return FeedLink.make(
            self.membership,
            name=self.name,
            filters=EventFilter(tag=self.tag, status=self.status),
            audience=Audience(self.audience),
            grant=self.grant,
            is_replacement=True,
        )

    def revoke(self) -> bool:
        """Stop it from the next fetch on. True for exactly one caller."""
        is_ended = self._end()
        if is_ended:
            self._record("feed_link.revoked")
        return is_ended

    def _record(self, action: str) -> None:
        facts = {"name": self.name, "ends_in": self.last_four}
        audit_trail.record(action, facts, team=self.team, grant=self.grant)

    def _end(self) -> bool:
        statement = db.update(FeedLink).where(FeedLink.id == self.id, FeedLink.revoked_at.is_(None))
        return rows_changed(statement.values(revoked_at=clock.now())) == 1

    def is_ended_by(self, member: Membership) -> bool:
        """Whether ``member`` may revoke it: owners any, others their own."""
        return member.may_manage or (member.may_write_events and self.membership_id == member.id)

    def is_replaced_by(self, member: Membership) -> bool:
        """Whether ``member`` may replace its key: only for links of their own."""
        return self.grant_id is None and member.may_write_events and self.membership_id == member.id

    @classmethod
    def list_of(cls, team: Team) -> Sequence["FeedLink"]:
        """Return the active links of ``team``, newest first, with their makers."""
        makers = (
            joinedload(cls.membership).joinedload(Membership.user),
            joinedload(cls.grant).joinedload(Grant.client),
        )
        return cls._read(cls.select_active().where(cls.team_id == team.id).options(*makers))

    @classmethod
    def list_of_grant(cls, grant: Grant, team: Team | None = None) -> Sequence["FeedLink"]:
        """Return the active links made through ``grant``, newest first; of ``team`` if given."""
        links = cls.select_active().where(cls.grant_id == grant.id).options(joinedload(cls.team))
        return cls._read(links if team is None else links.where(cls.team_id == team.id))

    @classmethod
    def list_of_user(cls, user: User) -> Sequence["FeedLink"]:
        """Return the active links that ``user``, or an app by their grant, made; newest first."""
        teams = (joinedload(cls.team), joinedload(cls.grant).joinedload(Grant.client))
        return cls._read(cls.select_active().where(Membership.user_id == user.id).options(*teams))

    @classmethod
    def count_of_user(cls, user: User) -> int:
        """Return the number of active links that ``user``, or an app by their grant, made."""
        count = cls.select_active(func.count(cls.id)).where(Membership.user_id == user.id)
        return db.session.scalar(count) or 0

    @classmethod
    def revoke_all(cls, user: User) -> int:
        """Revoke every active link that ``user``, or an app by their grant, made; their number."""
        own = cls.select_active().where(Membership.user_id == user.id)
        return sum(link.revoke() for link in db.session.scalars(own))

    @classmethod
    def find_of(cls, team: Team, public_id: str) -> "FeedLink | None":
        """Return the active link of ``team`` with this public id, or None."""
        if not secret.is_public_id("fdl_", public_id):
            return None
        links = cls.select_active().where(cls.team_id == team.id, cls.public_id == public_id)
        link: FeedLink | None = db.session.scalar(links)
        return link

    @classmethod
    def count_of(cls, team: Team) -> int:
        """Return the number of active links of ``team``."""
        count = cls.select_active(func.count(cls.id)).where(cls.team_id == team.id)
        return db.session.scalar(count) or 0

    @classmethod
    def list_made_by(cls, member: Membership) -> Sequence["FeedLink"]:
        """Return the active links that ``member`` made without an app, newest first."""
        own = (cls.membership_id == member.id, cls.grant_id.is_(None))
        return cls._read(cls.select_active().where(*own))

    @classmethod
    def select_active(cls, columns: Any = None) -> Select[Any]:
        """Select links, or ``columns``, that are not revoked and depend on nothing that ended.

        Links of a suspended app are included, because they work again when the app does.
        """
        by_member = and_(cls.grant_id.is_(None), Membership.role.in_(EDITORS))
        return (
            select(cls if columns is None else columns)
            .select_from(cls)
            .join(cls.membership)
            .outerjoin(cls.grant)
            .where(
                cls.revoked_at.is_(None),
                Membership.ended_at.is_(None),
                or_(by_member, Grant.is_live),
            )
        )

    @classmethod
    def is_over(cls) -> ColumnElement[bool]:
        """The SQL condition for a link that was revoked more than LIFETIME ago."""
        return cls.revoked_at <= clock.now() - LIFETIME

    @classmethod
    def _check_room(cls, team: Team, grant: Grant | None) -> None:
        if cls.count_of(team) >= MAX_LINKS_PER_TEAM:
            raise LimitError("name", _("The team has too many private links. Revoke one first."))
        if grant is None:
            return
        through_it = cls.select_active(func.count(cls.id)).where(cls.grant_id == grant.id)
        if (db.session.scalar(through_it) or 0) >= MAX_LINKS_PER_GRANT:
            raise LimitError("name", _("The app has too many private links. Revoke one first."))

    @classmethod
    def _read(cls, links: Select[Any]) -> Sequence["FeedLink"]:
        return db.session.scalars(links.order_by(cls.id.desc()).limit(MAX_LINKS_PER_TEAM)).all()
