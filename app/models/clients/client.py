"""A client: an app that a developer registered (RFC 6749 section 2)."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Index, String, Text, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.clients.client_lifecycle import ClientLife
from app.models.clients.client_metadata import ClientMetadata, name_key
from app.models.clients.client_profile import PROFILES, Profile
from app.models.clients.client_protocol import ClientProtocol
from app.models.clients.client_secret import ClientSecret
from app.models.clients.client_status import UNREGISTERED, Status
from app.models.clients.redirect_uri import RedirectURI
from app.models.values import clock, scopes, secret
from app.models.values.errors import LastSecretError, ValidationError

_UNREVIEWED = text("reviewed_at IS NULL")


class Client(ClientLife, ClientProtocol, db.Model):
    """An app. A deleted one stays as a tombstone, so that its id is never given again."""

    __tablename__ = "client"
    __table_args__ = (
        Index("ix_client_status", "status", "id"),
        Index(
            "ix_client_waiting",
            "status",
            "waiting_since",
            "id",
            sqlite_where=_UNREVIEWED,
            postgresql_where=_UNREVIEWED,
        ),
        Index("ix_client_owner_id", "owner_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(String(64), unique=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[str] = mapped_column(String(100))
    name_key: Mapped[str] = mapped_column(String(200), index=True)
    description: Mapped[str] = mapped_column(String(300), default="")
    website: Mapped[str] = mapped_column(String(500), default="")
    logo_url: Mapped[str] = mapped_column(String(500), default="")
    contacts: Mapped[str] = mapped_column(String(500), default="")
    profile: Mapped[str] = mapped_column(String(20))
    runs_on: Mapped[str] = mapped_column(String(10))  # server, browser, phone or desktop
    confidential: Mapped[bool]
    source: Mapped[str] = mapped_column(String(10), default="portal")  # portal, rest, dcr or open
    status: Mapped[str] = mapped_column(String(10), default=Status.LIVE)
    status_reason: Mapped[str | None] = mapped_column(Text)  # of a suspension or refusal
    waiting_since: Mapped[int] = mapped_column(default=lambda: clock.now())  # for a review
    reviewed_at: Mapped[int | None]
    approved_facts: Mapped[str | None] = mapped_column(Text)  # JSON, as they were at that time
    review_question: Mapped[str | None] = mapped_column(Text)
    review_answer: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    deleted_at: Mapped[int | None]
    status_before_deletion: Mapped[str | None] = mapped_column(String(10))
    # When the name or the addresses last changed: what was approved before is asked again.
    identity_changed_at: Mapped[int] = mapped_column(default=lambda: clock.now())

    scopes: Mapped[str] = mapped_column(String(300))  # the ceiling
    default_scopes: Mapped[str] = mapped_column(String(300))
    grant_types: Mapped[str] = mapped_column(
        String(200), default="authorization_code refresh_token"
    )
    access_token_lifetime: Mapped[int]  # seconds
    refresh_token_lifetime: Mapped[int]  # seconds since its last use; 0: none is issued
    redirect_uri_optional: Mapped[bool]
    replay_ends_tokens: Mapped[bool]
    token_in_query: Mapped[bool]
    direct_token: Mapped[bool]
    state_required: Mapped[bool]
    pkce_required: Mapped[bool]
    silent_reapproval: Mapped[bool]
    sends_iss: Mapped[bool]
    redirects_errors: Mapped[bool]
    several_teams: Mapped[bool]

    owner: Mapped[User | None] = relationship()
    redirect_uris: Mapped[list[RedirectURI]] = relationship(
        back_populates="client", order_by=RedirectURI.id, cascade="all, delete-orphan"
    )
    secrets: Mapped[list[ClientSecret]] = relationship(
        back_populates="client", order_by=ClientSecret.id, cascade="all, delete-orphan"
    )

    @classmethod
    def register(
        cls,
        owner: User | None,
        metadata: ClientMetadata,
        *,
        status: str = Status.LIVE,
        source: str = "portal",
    ) -> tuple["Client", str | None]:
        """A new client and its secret, which nothing keeps; a public client has none.

        ``metadata`` is checked already. Raises ValidationError("redirect_uris", …) for an
        address at which another app gets direct tokens.
        """
        profile = PROFILES[metadata.profile]
        client = cls(
            client_id=secret.generate(secret.Kind.CLIENT_ID),
            owner=owner,
            status=status,
            source=source,
            **profile.settings(),
        )
        client.profile = profile.name
        client._take(metadata, profile)
        db.session.add(client)
        plain = client.add_secret(owner) if client.confidential else None
        facts = {"name": client.name} if owner else {"source": source}
        audit_trail.record("client.registered", facts, client=client)
        return client, plain

    @classmethod
    def find(cls, client_id: str) -> "Client | None":
        """The client with this id unless it is deleted."""
        if not secret.is_well_formed(secret.Kind.CLIENT_ID, client_id):
            return None
        return db.session.scalar(
            select(cls).where(cls.client_id == client_id, cls.status != Status.DELETED)
        )

    def facts(self) -> dict[str, list[str]]:
        """What an operator decides about, by name, each a list of values; empty ones are absent."""
        return {
            "name": [self.name],
            "redirect_uris": self.registered_uris(),
            "scopes": sorted(scopes.parse(self.scopes)),
            "website": [self.website] if self.website else [],
            "description": [self.description] if self.description else [],
            "runs_on": [self.runs_on],
            "profile": [self.profile],
        }

    def facts_json(self) -> str:
        """The facts as text, to keep beside an approval."""
        return json.dumps(self.facts(), ensure_ascii=False, sort_keys=True)

    @classmethod
    def unregistered(cls, name: str, uri: str) -> "Client":
        """An app that nobody registered, known by nothing but ``uri``; not stored.

        It calls itself ``name``, which proves nothing.
        """
        profile = PROFILES["kagibag"]
        client = cls(
            client_id=secret.generate(secret.Kind.CLIENT_ID),
            status=Status.LIVE,
            source=UNREGISTERED,
            **profile.settings() | {"redirects_errors": False},
        )
        client.profile = profile.name
        described = ClientMetadata(name, (uri,), profile=profile.name, runs_on="browser")
        client._take(described, profile)
        return client

    @property
    def is_registered(self) -> bool:
        """Whether a developer, or the app itself, registered it here."""
        return self.source != UNREGISTERED

    @property
    def live_secrets(self) -> list[ClientSecret]:
        """The secrets that authenticate it now, oldest first; two at most."""
        return [secret for secret in self.secrets if secret.is_live]

    def current_metadata(self) -> ClientMetadata:
        """What its developer says about it now."""
        return ClientMetadata(
            name=self.name,
            redirect_uris=tuple(self.registered_uris()),
            website=self.website,
            description=self.description,
            profile=self.profile,
            runs_on=self.runs_on,
            scopes=scopes.parse(self.scopes),
        )

    def change(self, **changes: Any) -> None:
        """Change what ``changes`` name of its metadata; raises ValidationError(field, …).

        A new name or address asks organizers again.
        """
        self.hold()
        self._take(replace(self.current_metadata(), **changes).checked(), PROFILES[self.profile])
        named = self.scopes if "scopes" in changes else None
        audit_trail.record("client.changed", client=self, name=self.name, scopes=named)

    def add_secret(self, by: User | None) -> str:
        """A further secret, returned once."""
        new, plain = ClientSecret.generate(by)
        self.secrets.append(new)
        return plain

    def rotate_secret(self, by: User | None, *, overlap: int) -> str:
        """A new secret; the newest one so far works for ``overlap`` more seconds, others end."""
        self._hold_secrets()
        live = self.live_secrets
        for older in live[:-1]:
            older.revoke()
        for newest in live[-1:]:
            newest.expire_in(overlap)
        audit_trail.record("client.secret_rotated", client=self, overlap=overlap)
        return self.add_secret(by)

    def revoke_secret(self, old: ClientSecret) -> None:
        """Stop ``old`` at once; raises LastSecretError when the client would be left without."""
        self._hold_secrets()
        if self.live_secrets == [old]:
            raise LastSecretError
        old.revoke()
        audit_trail.record("client.secret_revoked", client=self, last_four=old.last_four)

    def registered_uris(self) -> list[str]:
        """Its redirect URIs, in the order they were given."""
        return [row.uri for row in self.redirect_uris]

    def refuse_addresses_of_others(self, uris: Sequence[str]) -> None:
        """Raise ValidationError when another app gets direct tokens at one of ``uris``."""
        # The address is the only identity in that flow: two apps at one would be one another.
        others = (
            select(RedirectURI.uri)
            .join(Client)
            .where(
                RedirectURI.uri.in_(uris),
                Client.direct_token,
                Client.source != UNREGISTERED,
                Client.status != Status.DELETED,
                Client.id.is_distinct_from(self.id),
            )
        )
        with db.session.no_autoflush:
            taken = db.session.scalar(others.limit(1))
        if taken is not None:
            raise ValidationError(
                "redirect_uris", _("Another app gets its tokens at %(uri)s.", uri=taken)
            )

    def _hold_secrets(self) -> None:
        # Two at once would each end what they read, and leave a third secret, or none.
        db.session.refresh(self, with_for_update=True)
        for one in self.secrets:
            db.session.refresh(one)

    def _take(self, metadata: ClientMetadata, profile: Profile) -> None:
        new_identity = (metadata.name, set(metadata.redirect_uris))
        if new_identity != (self.name, set(self.registered_uris())):
            # What an operator looked at was another name, or led elsewhere.
            self.identity_changed_at = clock.now()
            self.forget_review()
        self.name, self.name_key = metadata.name, name_key(metadata.name)
        self.description, self.website = metadata.description, metadata.website
        self.runs_on, self.confidential = metadata.runs_on, metadata.confidential
        self.allow(metadata.scopes or scopes.parse(profile.scopes))
        if not scopes.covers(scopes.parse(self.scopes), scopes.parse(self.default_scopes)):
            self.default_scopes = self.scopes
        self._set_redirect_uris(metadata.redirect_uris)

    def _set_redirect_uris(self, uris: tuple[str, ...]) -> None:
        if self.direct_token and self.is_registered:
            self.refuse_addresses_of_others(uris)
        kept = {row.uri: row for row in self.redirect_uris}
        self.redirect_uris = [kept.get(uri) or RedirectURI(uri=uri) for uri in uris]
