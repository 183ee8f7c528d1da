"""The tables: those of Authlib's manual, and an event."""

import os
from datetime import datetime

from authlib.integrations.sqla_oauth2 import (
    OAuth2AuthorizationCodeMixin,
    OAuth2ClientMixin,
    OAuth2TokenMixin,
)
from sqlalchemy import JSON, ForeignKey, create_engine
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    mapped_column,
    relationship,
    scoped_session,
    sessionmaker,
)

engine = create_engine(os.environ["DATABASE_URL"])
session: scoped_session[Session] = scoped_session(sessionmaker(engine))


class Base(DeclarativeBase):
    """What all tables share."""


class User(Base):
    """Who signs in."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    name: Mapped[str]

    def get_user_id(self) -> int:
        """Authlib calls this."""
        return self.id


class Client(Base, OAuth2ClientMixin):
    """An app."""

    __tablename__ = "oauth2_client"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    user: Mapped[User] = relationship()


class AuthorizationCode(Base, OAuth2AuthorizationCodeMixin):
    """A code."""

    __tablename__ = "oauth2_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    user: Mapped[User] = relationship()


class Token(Base, OAuth2TokenMixin):
    """An access token with its refresh token."""

    __tablename__ = "oauth2_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    user: Mapped[User | None] = relationship()


class Team(Base):
    """Who organizes events."""

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    name: Mapped[str]


class Event(Base):
    """What takes place."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey(Team.id), index=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    uid: Mapped[str]
    slug: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str]
    description_html: Mapped[str]
    status: Mapped[str]
    visibility: Mapped[str]
    start: Mapped[datetime] = mapped_column(index=True)
    end: Mapped[datetime]
    timezone: Mapped[str]
    all_day: Mapped[bool]
    sequence: Mapped[int]
    venue_name: Mapped[str]
    venue_city: Mapped[str]
    venue_country: Mapped[str]
    tags: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    team: Mapped[Team] = relationship()
