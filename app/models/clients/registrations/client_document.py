"""Clients that describe themselves in a document, whose URL is their ID.

OAuth Client ID Metadata Document (draft-ietf-oauth-client-id-metadata-document-02). The row is made
when the first person approves the client: before that, strangers could fill the database.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Select, func, or_, select
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.models.audit import audit_trail
from app.models.clients import redirect_uri
from app.models.clients.client import Client
from app.models.clients.client_metadata import UNNAMED
from app.models.clients.client_status import DOCUMENTED, Status
from app.models.clients.registrations import client_id_url, client_manifest
from app.models.clients.registrations.registration import Registration
from app.models.values import clock
from app.models.values.errors import ValidationError

MAX_ADDRESSES = 50  # in one document; those that may not be registered are left out
SHARED_SECRETS = ("client_secret_basic", "client_secret_post", "client_secret_jwt")
SECRET_MEMBERS = ("client_secret", "client_secret_expires_at")


@dataclass(frozen=True)
class ClientDocument:
    """A document that was read and is valid; ``fresh_until`` is in epoch seconds."""

    url: str
    registration: Registration
    digest: str
    fresh_until: int

    @classmethod
    def read(cls, url: str, values: dict[str, Any], *, fresh_for: int) -> "ClientDocument":
        """The document at ``url`` with these members; raises ValidationError(member, …)."""
        if values.get("client_id") != url:
            raise ValidationError("client_id", "It must be the URL of the document.")
        _refuse_shared_secrets(values)
        method = values.get("token_endpoint_auth_method") or "none"
        registration = client_manifest.read({**values, "token_endpoint_auth_method": method})
        registration = _with_own_addresses(url, registration)
        return cls(url, _checked(registration), _digest(values), clock.now() + fresh_for)

    def describe_new(self) -> Client:
        """A client as the document describes it, not stored."""
        try:
            client = Client.documented(self.url, self.registration.metadata)
        except ValidationError:
            # The name of a reviewed app at another host; the page shows the host in any case.
            client = Client.documented(self.url, _unnamed(self.registration).metadata)
        self._set_columns(client)
        return client

    def update(self, client: Client) -> None:
        """Let ``client`` be as the document describes it now; a new identity is asked about."""
        client.hold()
        if client.document_digest != self.digest:
            try:
                self.registration.replace(client)
            except ValidationError:
                _unnamed(self.registration).replace(client)
        self._set_columns(client)

    def _set_columns(self, client: Client) -> None:
        self.registration.set_columns(client)
        client.document_digest, client.document_fresh_until = self.digest, self.fresh_until


def store(client: Client) -> Client:
    """The stored client: ``client`` itself, or the one that another request stored first."""
    if client.id is not None:
        return client
    client_id = client.client_id
    try:
        with db.session.begin_nested():
            db.session.add(client)
    except IntegrityError:
        return db.session.scalars(select(Client).where(Client.client_id == client_id)).one()
    audit_trail.record("client.registered", {"source": DOCUMENTED}, client=client)
    return client


def is_fresh(client: Client) -> bool:
    """Whether its document need not be read again."""
    return client.document_fresh_until is not None and clock.now() < client.document_fresh_until


def is_host_suspended(url: str) -> bool:
    """Whether an operator suspended a client that is described at the host of ``url``.

    Its owner could describe the same app at another URL there.
    """
    suspended = _at(urlsplit(url).hostname or "", Status.SUSPENDED)
    return db.session.scalar(suspended.limit(1)) is not None


def list_live_at(host: str) -> list[Client]:
    """The live clients that are described at ``host``, whatever the port."""
    return list(db.session.scalars(_at(host.lower(), Status.LIVE).order_by(Client.id)))


def _at(host: str, status: Status) -> Select[Client]:
    # IDs are compared as they are written, but a host is the same in capitals and at any port.
    url, start = func.lower(Client.client_id), f"{client_id_url.SCHEME}{host}"
    is_at_host = or_(*(url.startswith(start + end, autoescape=True) for end in "/:"))
    return select(Client).where(Client.source == DOCUMENTED, Client.status == status, is_at_host)


def _refuse_shared_secrets(values: Mapping[str, Any]) -> None:
    """The document is public: it can hold no secret (section 4.1)."""
    for name in SECRET_MEMBERS:
        if name in values:
            raise ValidationError(name, "A document is public.")
    if values.get("token_endpoint_auth_method") in SHARED_SECRETS:
        raise ValidationError("token_endpoint_auth_method", "A document is public.")


def _with_own_addresses(url: str, registration: Registration) -> Registration:
    """Without addresses that may not be registered, or are at other origins (section 8.1)."""
    uris = registration.metadata.redirect_uris
    if len(uris) > MAX_ADDRESSES:
        raise ValidationError("redirect_uris", "There are too many.")
    own = [uri for uri in dict.fromkeys(uris) if _is_own(url, uri)]
    if not own:
        message = "None is at the document's own origin, on loopback, or of a private-use scheme."
        raise ValidationError("redirect_uris", message)
    kept = tuple(own[: redirect_uri.MAX_PER_CLIENT])
    return replace(registration, metadata=replace(registration.metadata, redirect_uris=kept))


def _is_own(url: str, uri: str) -> bool:
    try:
        redirect_uri.validate(uri)
    except ValidationError:
        return False
    if not uri.startswith(("https:", "http:")):
        return True
    return redirect_uri.is_loopback(uri) or (
        client_id_url.origin_of(uri) == client_id_url.origin_of(url)
    )


def _checked(registration: Registration) -> Registration:
    try:
        return registration.checked()
    except ValidationError as error:
        if error.field != "client_name":
            raise
        return _unnamed(registration).checked()


def _unnamed(registration: Registration) -> Registration:
    return replace(registration, metadata=replace(registration.metadata, name=UNNAMED))


def _digest(values: Mapping[str, Any]) -> str:
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
