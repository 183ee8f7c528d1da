"""Finds clients by their ID, and reads the documents of those whose ID is a URL.

OAuth Client ID Metadata Document (draft-ietf-oauth-client-id-metadata-document-02 section 5).
"""

from collections import OrderedDict
from threading import Lock

from authlib.oauth2.rfc6749.errors import OAuth2Error
from flask import Flask, current_app, g

from app.callers.caller_network import caller_network
from app.callers.request_limits import count, refuse_excess
from app.config import settings
from app.database.transactions import start_writing
from app.extensions import db
from app.models.clients.client import Client
from app.models.clients.registrations import client_document, client_id_url
from app.models.clients.registrations.client_document import ClientDocument
from app.models.values import clock
from app.models.values.errors import ValidationError
from app.oauth.errors import Refusal
from app.outbound import fetch
from app.outbound.fetch import OutboundError
from app.web import strict_json

MAX_BYTES = 5 * 1024  # section 8.7 recommends 5 kilobytes
SECONDS = 5.0  # in total, while a person waits
# Bounds of what the headers of the response say (section 5.2), in seconds.
FRESH_AT_LEAST, FRESH_BY_DEFAULT, FRESH_AT_MOST = 60, 300, 86_400
KEPT = 200  # documents of clients that are not stored, per process
RESOLVED = "resolved_clients"  # of this request, by their IDs
# What failed, by the reason of an OutboundError; the response says no more than this.
FAULTS = {
    "address": "its address cannot be fetched",
    "answer": "the server does not answer with status 200",
    "host": "there is no public server of this name",
    "redirect": "the server redirects",
    "size": "it is larger than 5 kilobytes",
    "time": "the server took too long",
}


class DocumentError(Exception):
    """The document of a client cannot be used; ``cause`` says why."""

    def __init__(self, cause: OAuth2Error) -> None:
        super().__init__(str(cause))
        self.cause = cause


class DocumentCache:
    """The documents that one process has read last, while they are fresh."""

    def __init__(self) -> None:
        self._documents: OrderedDict[str, ClientDocument] = OrderedDict()
        self._lock = Lock()

    def get(self, url: str) -> ClientDocument | None:
        """The document at ``url``, if it is fresh."""
        with self._lock:
            document = self._documents.get(url)
        return document if document is not None and clock.now() < document.fresh_until else None

    def forget(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._documents.clear()

    def put(self, document: ClientDocument) -> None:
        """Keep the document, and forget the one that was read first of too many."""
        with self._lock:
            self._documents[document.url] = document
            self._documents.move_to_end(document.url)
            while len(self._documents) > KEPT:
                self._documents.popitem(last=False)


def register(app: Flask) -> None:
    """Add the cache to ``app``."""
    app.extensions["client_documents"] = DocumentCache()


def are_read() -> bool:
    """Whether a client may describe itself in a document.

    Only where any app may register itself: no operator could review one beforehand.
    """
    return settings().client_documents and settings().registration == "open"


def find(client_id: str) -> Client | None:
    """The client with this ID, also one that a document describes, which may not be stored.

    Raises DocumentError. Call it without changes in the session: they would be lost.
    """
    resolved: dict[str, Client | None] = g.setdefault(RESOLVED, {})
    if client_id not in resolved:
        is_url = client_id_url.is_url(client_id)
        resolved[client_id] = (
            _find_documented(client_id) if is_url else Client.find_with_owner(client_id)
        )
    return resolved[client_id]


def find_read(client_id: str) -> Client | None:
    """The client with this ID, by a document only if this request has read it before."""
    resolved: dict[str, Client | None] = g.get(RESOLVED, {})
    return resolved.get(client_id) or Client.find(client_id)


def _find_documented(url: str) -> Client | None:
    stored = Client.find(url)
    if stored is not None and (not stored.is_usable or client_document.is_fresh(stored)):
        return stored
    if not are_read():
        return None
    if stored is None and client_document.is_host_suspended(url):
        raise _unusable("an operator has suspended an app at this host")
    document = _cache().get(url) or _read(url)
    if stored is None:
        return document.describe_new()
    return _update(url, document)


def _update(url: str, document: ClientDocument) -> Client | None:
    start_writing()
    client = Client.find(url)
    if client is not None:
        document.update(client)
        db.session.commit()
    return client


def _read(url: str) -> ClientDocument:
    _count_fetch()
    # Others can write while the document's server takes its time.
    db.session.rollback()
    try:
        fetched = fetch.fetch_response(url, max_bytes=MAX_BYTES, seconds=SECONDS)
        values = strict_json.read_object(fetched.body)
        document = ClientDocument.read(url, values, fresh_for=_bounded(fetched.max_age))
    except OutboundError as error:
        raise _unusable(FAULTS.get(error.reason, FAULTS["answer"])) from None
    except ValidationError as error:
        raise _unusable(f"its member {error.field} cannot be used") from None
    except ValueError:
        raise _unusable("it is not a JSON object") from None
    _cache().put(document)
    return document


def _unusable(fault: str) -> DocumentError:
    return DocumentError(Refusal("invalid_client", f"The client's document is unusable: {fault}."))


def _bounded(max_age: int | None) -> int:
    if max_age is None:
        return FRESH_BY_DEFAULT
    return min(max(max_age, FRESH_AT_LEAST), FRESH_AT_MOST)


def _count_fetch() -> None:
    """Count by network: no stranger makes us call many servers, or one server often."""
    if not settings().rate_limits:
        return
    rates = settings().rate_limit_client_document
    refuse_excess(count(rates, "client document", caller_network()))


def _cache() -> DocumentCache:
    cache: DocumentCache = current_app.extensions["client_documents"]
    return cache
