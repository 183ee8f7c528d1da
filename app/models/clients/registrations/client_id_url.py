"""Client IDs that are URLs (draft-ietf-oauth-client-id-metadata-document-02 section 3)."""

from functools import lru_cache
from urllib.parse import urlsplit

from app.models.clients import redirect_uri
from app.models.values import secret
from app.models.values.errors import ValidationError

MAX_LENGTH = 500  # characters
SCHEME = "https://"


def is_client_id(text: str) -> bool:
    """Whether a client may have this ID; what cannot be one needs no look-up."""
    return len(text) <= MAX_LENGTH and _is_client_id(text)


@lru_cache(maxsize=1024)  # asked twice for each request of a client
def _is_client_id(text: str) -> bool:
    return secret.is_well_formed(secret.Kind.CLIENT_ID, text) or is_url(text)


def is_url(text: str) -> bool:
    """Whether it is the URL of a document: https, with a path, written in only one way.

    It has no user name, no fragment and no dot segments, and its host is a name in ASCII.
    """
    if not text.startswith(SCHEME) or len(text) > MAX_LENGTH:
        return False
    try:
        redirect_uri.validate(text)
    except ValidationError:
        return False
    return urlsplit(text).path.startswith("/")


def host_of(url: str) -> str:
    """The host, in small letters, and the port if it is written: what people are shown."""
    return urlsplit(url).netloc.lower()


def origin_of(url: str) -> tuple[str, str | None, int | None]:
    """Scheme, host and port, to compare (RFC 6454 section 4)."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
