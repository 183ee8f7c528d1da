"""A client: an app that a developer registered (RFC 6749 section 2)."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Index, Select, String, bindparam, false, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.clients import host_proof, redirect_uri
from app.models.clients.client_lifecycle import TIME_TO_UNDO, ClientLife
from app.models.clients.client_metadata import UNNAMED, ClientMetadata
from app.models.clients.client_profile import PROFILES, Profile
from app.models.clients.client_secret import ClientSecret
from app.models.clients.client_status import DOCUMENTED, UNREGISTERED, Status
from app.models.clients.developer_teams.client_ownership import Owner
from app.models.clients.developer_teams.developer_team import DeveloperTeam
from app.models.clients.redirect_uri import RedirectURI
from app.models.clients.registrations import client_id_url
from app.models.values import clock, columns, names, scopes, secret
from app.models.values.errors import LastSecretError, ValidationError


class Client(ClientLife, db.Model):
    """An app. A deleted one is kept as a tombstone, so that its id is never issued again."""

    __tablename__ = "client"
    __table_args__ = (
        Index("ix_client_status", "status", "id"),
        columns.partial_index(  # as in the review queue
            "ix_client_waiting",
            "status",
            "waiting_since",
            "id",
            where="reviewed_at IS NULL OR new_icon_name IS NOT NULL",
        ),
        Index("ix_client_owner_id", "owner_id", "id"),
        columns.partial_index(
            "ix_client_reviewed_name", "reviewed_name_key", where="reviewed_name_key IS NOT NULL"
        ),
        Index("ix_client_owner_team_id", "owner_team_id", "id"),
    )

    logo_url: Mapped[str] = mapped_column(String(500), default="")
    contacts: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    # When its name, addresses or owner last changed: earlier approvals are asked for again.
    identity_changed_at: Mapped[int] = mapped_column(default=lambda: clock.now())

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
    sends_grant_id: Mapped[bool] = mapped_column(server_default=false())
    redirects_errors: Mapped[bool]
    several_teams: Mapped[bool]

    secrets: Mapped[list[ClientSecret]] = relationship(
        back_populates="client", order_by=ClientSecret.id, cascade="all, delete-orphan"
    )

    @classmethod
    def register(
        cls,
        owner: Owner | None,
        metadata: ClientMetadata,
        *,
        by: User | None = None,
        status: str = Status.LIVE,
        source: str = "portal",
        has_secret: bool = True,
        needs_pkce: bool = False,
    ) -> tuple["Client", str | None]:
        """A new client and its secret, which is not stored; None for one that has none.

        ``metadata`` is checked already; ``needs_pkce`` adds to the settings of its profile; ``by``
        is who registers it for a developer team. Raises ValidationError("name", …) for the name of
        a reviewed app, and ("redirect_uris", …) for an address at which another app gets direct
        tokens.
        """
        maker = by or (owner if isinstance(owner, User) else None)
        profile = PROFILES[metadata.profile]
        client = cls(
            client_id=secret.generate(secret.Kind.CLIENT_ID),
            owner=owner,
            status=status,
            source=source,
            **profile.settings(),
        )
        client.profile = profile.name
        client.pkce_required = client.pkce_required or needs_pkce
        client._take(metadata, profile)
        db.session.add(client)
        plain = client.add_secret(maker) if client.confidential and has_secret else None
        facts = {"name": client.name} if owner else {"source": source}
        audit_trail.record("client.registered", facts, client=client)
        return client, plain

    @classmethod
    def find(cls, client_id: str) -> "Client | None":
        """The client with this id unless it is deleted."""
        if not client_id_url.is_client_id(client_id):
            return None
        return db.session.scalar(_present_by_id(), {"id": client_id})

    @classmethod
    def find_with_owner(cls, client_id: str) -> "Client | None":
        """The same, with its owner and redirect URIs in one read, for pages about it."""
        if not client_id_url.is_client_id(client_id):
            return None
        rows = db.session.execute(_present_with_owner_by_id(), {"id": client_id}).all()
        if not rows:
            return None
        # Not by joinedload(): what locks the client later would read and lock its owner, too.
        client, person, team, _uri = rows[0]
        uris = [uri for *_client, uri in rows if uri is not None]
        set_committed_value(client, "redirect_uris", uris)
        set_committed_value(client, "owner_person", person)
        set_committed_value(client, "owner_team", team)
        return client

    @classmethod
    def unregistered(cls, name: str, uri: str) -> "Client":
        """A client for an app without registration, not stored; ``uri`` is its only identity.

        Its ``name`` is unverified.
        """
        profile = PROFILES["kagibag"]
        client = cls(
            client_id=secret.generate(secret.Kind.CLIENT_ID),
            status=Status.LIVE,
            source=UNREGISTERED,
            **profile.settings() | {"redirects_errors": False},
        )
        client.profile = profile.name
        client._take(ClientMetadata(name, (uri,), runs_on="browser"), profile)
        return client

    @classmethod
    def documented(cls, url: str, metadata: ClientMetadata) -> "Client":
        """A client that the document at ``url`` describes, not stored.

        ``metadata`` is checked already. Raises ValidationError("name", …) for the name of a
        reviewed app.
        """
        profile = PROFILES["standard"]
        client = cls(client_id=url, status=Status.LIVE, source=DOCUMENTED, **profile.settings())
        client.profile = profile.name
        client._take(metadata, profile)
        return client

    @property
    def is_registered(self) -> bool:
        """Whether a developer, or the app itself, registered it here."""
        return self.source != UNREGISTERED

    @property
    def is_documented(self) -> bool:
        """Whether a document describes it, at the URL that is its ID."""
        return self.source == DOCUMENTED

    @property
    def live_secrets(self) -> list[ClientSecret]:
        """The secrets that authenticate it now, oldest first; at most two."""
        return [secret for secret in self.secrets if secret.is_live]

    def current_metadata(self) -> ClientMetadata:
        """Its present metadata."""
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
        """Replace the ``changes`` in its metadata; raises ValidationError(field, …).

        After a new name or address, users are asked for consent again.
        """
        self.hold()
        kept = () if "redirect_uris" in changes else self.registered_uris()
        changed = replace(self.current_metadata(), **changes)
        metadata = changed.checked(kept=kept, kept_name=self.name)
        self._take(metadata, PROFILES[self.profile])
        new_scopes = self.scopes if "scopes" in changes else None
        audit_trail.record("client.changed", client=self, name=self.name, scopes=new_scopes)

    def replace_metadata(self, metadata: ClientMetadata) -> None:
        """Replace all of its metadata, which is checked already, in a row that is held."""
        self._take(metadata, PROFILES[self.profile])
        audit_trail.record("client.changed", client=self, name=self.name, scopes=self.scopes)

    def add_secret(self, by: User | None) -> str:
        """The text of an additional secret; it is not stored."""
        row, plain = ClientSecret.generate(by)
        self.secrets.append(row)
        return plain

    def rotate_secret(self, by: User | None, *, overlap: int) -> str:
        """A new secret; the newest old one works for ``overlap`` more seconds, others end now."""
        self._hold_secrets()
        live = self.live_secrets
        for older in live[:-1]:
            older.revoke()
        for newest in live[-1:]:
            newest.expire_in(overlap)
        audit_trail.record("client.secret_rotated", client=self, overlap=overlap)
        return self.add_secret(by)

    def revoke_secrets(self) -> None:
        """End all of them at once: it no longer authenticates by one."""
        for live in self.live_secrets:
            live.revoke()
            audit_trail.record("client.secret_revoked", client=self, last_four=live.last_four)

    def revoke_secret(self, old: ClientSecret) -> None:
        """End ``old`` at once; raises LastSecretError when it is the only one."""
        self._hold_secrets()
        if self.live_secrets == [old]:
            raise LastSecretError
        old.revoke()
        audit_trail.record("client.secret_revoked", client=self, last_four=old.last_four)

    def end_secrets(self) -> None:
        """End every secret at once: the client proves itself by its keys."""
        db.session.flush()
        self._hold_secrets()
        for row in self.live_secrets:
            row.revoke()
            audit_trail.record("client.secret_revoked", client=self, last_four=row.last_four)

    def refuse_addresses_of_others(self, uris: Sequence[str]) -> None:
        """Raise ValidationError when one of ``uris`` belongs to another app with direct tokens.

        The address is the only identity in that flow. It belongs to the app that has proven the
        host, else to one that an operator reviewed; a claim without either stops no one.
        """
        with db.session.no_autoflush:
            taken = next(filter(self._belongs_to_another, uris), None)
        if taken is not None:
            raise ValidationError(
                "redirect_uris",
                _(
                    "Another app gets its tokens at %(uri)s. If the host is yours, prove it first: "
                    "register the app as a standard one, and look at its redirect URIs.",
                    uri=taken,
                ),
            )

    def _belongs_to_another(self, uri: str) -> bool:
        proven, reviewed = host_proof.is_proven(Client.id, uri), Client.reviewed_at.is_not(None)
        others = (
            select(Client.id)
            .join(RedirectURI)
            .where(
                RedirectURI.uri == uri,
                Client.direct_token,
                Client.source != UNREGISTERED,
                Client.status != Status.DELETED,
                Client.id.is_distinct_from(self.id),
                proven if self.has_proven(uri) or self.is_reviewed else or_(proven, reviewed),
            )
        )
        return not self.has_proven(uri) and db.session.scalar(others.limit(1)) is not None

    def has_proven(self, uri: str) -> bool:
        """Whether it has proven the host of ``uri``."""
        if self.id is None:
            return False
        return bool(db.session.scalar(select(host_proof.is_proven(self.id, uri))))

    def _hold_secrets(self) -> None:
        # Two rotations at once would each end what they read, and leave three secrets, or none.
        db.session.refresh(self, with_for_update=True)
        for row in self.secrets:
            db.session.refresh(row)

    def _take(self, metadata: ClientMetadata, profile: Profile) -> None:
        new_identity = (metadata.name, set(metadata.redirect_uris))
        if new_identity != (self.name, set(self.registered_uris())):
            self.identity_changed_at = clock.now()
            self.forget_review()
        self._take_name(metadata.name, metadata.redirect_uris)
        self.description, self.website = metadata.description, metadata.website
        self.runs_on, self.confidential = metadata.runs_on, metadata.confidential
        self.allow(metadata.scopes or scopes.parse(profile.scopes))
        if not scopes.covers(scopes.parse(self.scopes), scopes.parse(self.default_scopes)):
            self.default_scopes = self.scopes
        self._set_redirect_uris(metadata.redirect_uris)

    def _take_name(self, name: str, uris: tuple[str, ...]) -> None:
        key = names.key(name)
        if name != UNNAMED and key != self.name_key:
            self.check_free_name(name, self.owner, besides=self, uris=uris)
        self.name, self.name_key = name, key

    @classmethod
    def check_free_name(
        cls,
        name: str,
        owner: Owner | None,
        *,
        besides: "Client | None" = None,
        uris: Sequence[str] = (),
    ) -> None:
        """Raise ValidationError("name", …) when another's app was reviewed under ``name``.

        Also for a name that looks the same, and while that app waits for another review or can
        be restored. Apps that registered themselves share a name at the same host.
        """
        reviewed = select(cls).where(
            cls.reviewed_name_key == names.key(name),
            or_(cls.status != Status.DELETED, cls.deleted_at > clock.now() - TIME_TO_UNDO),
            cls.id.is_distinct_from(besides.id if besides else None),
        )
        with db.session.no_autoflush:
            others = db.session.scalars(reviewed.limit(50)).all()
        for other in others:
            if owner is not None or other.owner is not None:
                is_same = other.owner is owner
            else:
                is_same = bool(_hosts(uris) & _hosts(other.registered_uris()))
            if not is_same:
                raise ValidationError(
                    "name", _("This is the name of a reviewed app. Choose another.")
                )

    def _set_redirect_uris(self, uris: tuple[str, ...]) -> None:
        if self.direct_token and self.is_registered:
            self.refuse_addresses_of_others(uris)
        kept = {row.uri: row for row in self.redirect_uris}
        self.redirect_uris = [kept.get(uri) or RedirectURI(uri=uri) for uri in uris]


def _hosts(uris: Sequence[str]) -> set[str]:
    """The hosts that belong to someone: not those of every device."""
    shared = (uri for uri in uris if not redirect_uri.is_loopback(uri))
    return {host for uri in shared if (host := urlsplit(uri).hostname)}


@cache  # building a statement takes as long as running it
def _present_by_id() -> "Select[Client]":
    by_id = select(Client).where(Client.client_id == bindparam("id"))
    return by_id.where(Client.status != Status.DELETED)


@cache
def _present_with_owner_by_id() -> "Select[Client, User, DeveloperTeam, RedirectURI]":
    present = _present_by_id().outerjoin(Client.owner_person).outerjoin(Client.owner_team)
    with_uris = present.outerjoin(Client.redirect_uris).order_by(RedirectURI.id)
    return with_uris.add_columns(User, DeveloperTeam, RedirectURI)
