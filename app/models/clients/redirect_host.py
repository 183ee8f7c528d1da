"""The host of a redirect URI: a name, or one of the few IP addresses that are possible."""

import ipaddress
import re
from urllib.parse import SplitResult, quote, urlsplit

import idna

from app.language.texts import gettext as _
from app.models.values.errors import ValidationError

# Underscores are no part of host names, but of the DNS names that browsers go to.
_NAME = re.compile(r"(?=.{1,253}\Z)(?!.*\.\Z)[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?", re.IGNORECASE)
_IPV6 = re.compile(r"\[([0-9a-f:.]+)\](?::\d+)?", re.IGNORECASE)
_IPV6_LOOPBACK = "::1"
_IPV4_LOOPBACK = "127.0.0.1"
# RFC 1918 and RFC 4193. Link-local addresses differ from one device to the next.
PRIVATE_NETWORKS = tuple(
    map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"))
)
_KEPT = "/%:@!$&'()+,;=~?-._"  # not percent-encoded in the path and query that are advised


class InternationalHostError(ValidationError):
    """The host has letters outside ASCII; ``host`` is its A-label, which may be registered."""

    def __init__(self, host: str, uri: str) -> None:
        advice = _("Register %(uri)s instead: hosts are written in ASCII.", uri=uri)
        super().__init__("redirect_uris", advice)
        self.host = host


def refuse_international(uri: str) -> None:
    """Raise InternationalHostError, with the address that works, for a host outside ASCII."""
    try:
        parts = urlsplit(uri)
        host, port = parts.hostname or "", parts.port
        if parts.scheme not in {"http", "https"} or "@" in parts.netloc or host.isascii():
            return
        # As browsers do: UTS 46, with ß as a letter of its own.
        ascii_host = idna.encode(host, uts46=True, transitional=False).decode()
    except ValueError:  # of which idna's errors are a kind
        return
    netloc = ascii_host if port is None else f"{ascii_host}:{port}"
    rest = quote(parts.path + (f"?{parts.query}" if parts.query else ""), safe=_KEPT)
    raise InternationalHostError(ascii_host, f"{parts.scheme}://{netloc}{rest}")


def check(parts: SplitResult, *, allow_private: bool) -> None:
    """Raise ValidationError unless this is a host name, loopback, or, where allowed, private."""
    host = parts.hostname or ""
    if parts.netloc.startswith("["):
        _check_ipv6(parts, allow_private=allow_private)
        return
    if not _NAME.fullmatch(host) or ".." in host:
        raise _refusal(_("This host name is not valid."))
    is_possible = host == _IPV4_LOOPBACK or (allow_private and _is_private(host))
    if _looks_like_an_address(host) and not is_possible:
        raise _refusal(
            _("Use a host name; the only IP addresses possible are 127.0.0.1 and [::1].")
        )
    if "localhost" in host and host != "localhost":
        raise _refusal(_("This host only looks like this computer."))


def _check_ipv6(parts: SplitResult, *, allow_private: bool) -> None:
    # urlsplit overlooks anything between the bracket and the port.
    match = _IPV6.fullmatch(parts.netloc)
    is_loopback = match is not None and match[1] == _IPV6_LOOPBACK and parts.scheme == "http"
    is_private = match is not None and allow_private and _is_private(match[1])
    if not is_loopback and not is_private:
        raise _refusal(_("The only IPv6 address possible is http://[::1]."))


def _looks_like_an_address(host: str) -> bool:
    # Browsers read 2130706433, 0x7f.1 and 127.1 as IP addresses.
    last = host.rsplit(".", 1)[-1]
    return last.isdigit() or re.fullmatch(r"0x[0-9a-f]*", last, re.IGNORECASE) is not None


def _is_private(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:  # octal, hexadecimal or short forms
        return False
    return any(address in network for network in PRIVATE_NETWORKS)


def _refusal(message: str) -> ValidationError:
    return ValidationError("redirect_uris", message)
