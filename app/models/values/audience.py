"""The audience of a token: the resources of ours at which it works (RFC 8707 section 2).

It is stored as paths with spaces between them, ``/`` for the whole site, because tokens outlive a
change of PUBLIC_URL. None is the audience of a token that works everywhere.
"""

from collections.abc import Iterable
from urllib.parse import SplitResult, unquote, urlsplit

from app.config import settings
from app.models.values.errors import StagedoorError

SITE = "/"
# All that have metadata (RFC 9728), the nearest first.
RESOURCES = ("/api/v1", SITE)
PORTS = {"http": 80, "https": 443}


class UnknownResourceError(StagedoorError):
    """A resource is not ours, or no absolute URI without a fragment."""


class WiderAudienceError(StagedoorError):
    """A resource is beyond what was granted."""


def read(resources: Iterable[str]) -> str | None:
    """Return the audience that the values of ``resource`` name; None without any.

    An address below a resource means that resource, because clients send the URL that they call.
    Raises UnknownResourceError.
    """
    return " ".join(sorted({_find(resource) for resource in resources})) or None


def narrow(granted: str | None, requested: str | None) -> str | None:
    """Return ``requested``, or ``granted`` without a request; raises WiderAudienceError."""
    if requested is None:
        return granted
    if not all(covers(granted, path) for path in requested.split()):
        raise WiderAudienceError
    return requested


def covers(audience: str | None, path: str) -> bool:
    """Whether a token with this audience works at ``path``, a path of ours."""
    return audience is None or any(_is_below(path, resource) for resource in audience.split())


def nearest(path: str) -> str:
    """Return the resource to which ``path`` belongs."""
    return next(resource for resource in RESOURCES if _is_below(path, resource))


def urls(audience: str) -> list[str]:
    """Return the resources as our metadata names them."""
    return [url(resource) for resource in audience.split()]


def url(resource: str) -> str:
    """Return the URL of a resource, as its metadata names it."""
    return settings().public_url + resource.rstrip("/")


def claim(audience: str | None) -> dict[str, str | list[str]]:
    """Return the member ``aud`` (RFC 7662 section 2.2): a string, or a list of several; or none."""
    if audience is None:
        return {}
    names = urls(audience)
    return {"aud": names[0] if len(names) == 1 else names}


def _find(resource: str) -> str:
    """The resource of ours that this URI names or is below."""
    try:
        parts = urlsplit(resource)
        is_ours = _origin(parts) == _origin(urlsplit(settings().public_url))
    except ValueError:
        raise UnknownResourceError from None
    path = unquote(parts.path)
    if not is_ours or "#" in resource or not {".", ".."}.isdisjoint(path.split("/")):
        raise UnknownResourceError
    return nearest(path)


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    """Scheme, host and port, which URLs of one resource may write in several ways."""
    if "@" in parts.netloc:
        raise ValueError("a user name")
    return parts.scheme, parts.hostname or "", parts.port or PORTS.get(parts.scheme)


def _is_below(path: str, resource: str) -> bool:
    return resource == SITE or path == resource or path.startswith(f"{resource}/")
