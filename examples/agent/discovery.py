"""From a refusal to the server that decides about it (RFC 9728 section 5, RFC 8414)."""

import re
import sys
from dataclasses import dataclass
from urllib.parse import urlsplit

import web

PARAMETER = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True)
class Way:
    """Where to register, ask and exchange, for which resource, with which scope."""

    resource: str
    scope: str
    issuer: str
    registration_endpoint: str
    authorization_endpoint: str
    token_endpoint: str


def find(refusal: web.Answer, address: str) -> Way:
    """Follow the ``WWW-Authenticate`` header of ``refusal``; exits when it leads nowhere."""
    challenge = dict(PARAMETER.findall(refusal.headers.get("WWW-Authenticate", "")))
    if "resource_metadata" not in challenge:
        sys.exit("The refusal names no resource_metadata.")
    resource = web.get(challenge["resource_metadata"]).json
    if not is_within(address, resource.get("resource", "")):
        sys.exit("The metadata is that of another resource, which must not get our token.")
    issuer = resource["authorization_servers"][0]
    server = web.get(metadata_address(issuer)).json
    if server.get("issuer") != issuer:
        sys.exit("The metadata is that of another server.")
    endpoints = ("registration_endpoint", "authorization_endpoint", "token_endpoint")
    return Way(
        resource=resource["resource"],
        # What this address wants, or all that the resource has: never more than needed.
        scope=challenge.get("scope") or " ".join(resource["scopes_supported"]),
        issuer=issuer,
        **{name: server[name] for name in endpoints},
    )


def is_within(address: str, resource: str) -> bool:
    """Whether ``address`` is ``resource`` or below it."""
    ours, theirs = urlsplit(address), urlsplit(resource)
    same_host = (ours.scheme, ours.netloc) == (theirs.scheme, theirs.netloc)
    return same_host and f"{ours.path}/".startswith(f"{theirs.path.rstrip('/')}/")


def metadata_address(issuer: str) -> str:
    """Where the server's metadata is: the well-known path goes before the issuer's own."""
    parts = urlsplit(issuer)
    path = parts.path.rstrip("/")
    return f"{parts.scheme}://{parts.netloc}/.well-known/oauth-authorization-server{path}"
