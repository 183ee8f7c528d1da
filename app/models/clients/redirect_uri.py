"""Redirect URIs: what may be registered and what matches (RFC 6749 section 3.1.2, RFC 8252)."""

import re
from itertools import islice
from urllib.parse import SplitResult, urlencode, urlsplit

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.language.texts import gettext as _
from app.models.clients import answer_parameters, redirect_host
from app.models.clients.client_status import Status
from app.models.values.errors import ValidationError

MAX_LENGTH = 2000  # characters
MAX_PER_CLIENT = 10

# RFC 3986's characters without the percent sign, which must start an escape, and without "*",
# which could be taken for a wildcard.
_ALLOWED = re.compile(r"(?:[A-Za-z0-9\-._~:/?\[\]@!$&'()+,;=]|%[0-9A-Fa-f]{2})+")
_PRIVATE_NETLOC = re.compile(r"[A-Za-z0-9.-]*")
_PRIVATE_SCHEME = re.compile(r"[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+")  # RFC 8252 section 7.1
_LOOPBACK_URI = re.compile(r"http://(127\.0\.0\.1|\[::1\]|localhost)(?::\d{1,5})?(?=[/?]|\Z)")
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})


class AnswerParameterError(ValidationError):
    """The address carries ``parameter``, which only we may add."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__("redirect_uris", message)
        self.parameter = parameter


class RedirectURI(db.Model):
    """One exact address to which a client may have users sent back."""

    __tablename__ = "redirect_uri"
    __table_args__ = (UniqueConstraint("client_id", "uri"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    uri: Mapped[str] = mapped_column(String(MAX_LENGTH))
    last_used_at: Mapped[int | None]

    client: Mapped["Client"] = relationship(back_populates="redirect_uris")  # noqa: F821

    @property
    def is_plain_http(self) -> bool:
        """Whether it is http to anything but this computer, unencrypted over a network."""
        return is_plain_http(self.uri)

    @classmethod
    def list_with_answer_parameters(cls, limit: int = 100) -> "list[RedirectURI]":
        """Addresses that could not be registered today: they carry a parameter of our answers.

        Earlier versions allowed that; they still work, and their owners are warned.
        """
        of_deleted = cls.client.has(status=Status.DELETED)
        with_query = select(cls).where(cls.uri.contains("?"), ~of_deleted).order_by(cls.id)
        rows = db.session.scalars(with_query.execution_options(yield_per=500))
        return list(islice((row for row in rows if row.answer_parameter), limit))

    @property
    def answer_parameter(self) -> str | None:
        """The parameter of our answers that it carries; None for every new address."""
        return answer_parameters.find(self.uri)


def validate(uri: str, *, allow_http: bool = False) -> str:
    """Return ``uri`` when it may be registered.

    Allowed are https, http on loopback, and private-use schemes with a dot (RFC 8252), without a
    parameter of our answers; other http, and addresses in private networks, only with
    ``allow_http``. Raises ValidationError("redirect_uris", …) that says what to change.
    """
    _check_form(uri, allow_http=allow_http)
    if parameter := answer_parameters.find(uri):
        message = _("Remove the parameter “%(name)s”: only our answers add it.", name=parameter)
        raise AnswerParameterError(parameter, message)
    return uri


def _check_form(uri: str, *, allow_http: bool) -> None:
    _check_characters(uri)
    parts = _split(uri)
    if parts.scheme == "https":
        _check_web_address(uri, parts, allow_private=allow_http)
    elif parts.scheme == "http":
        _check_web_address(uri, parts, allow_private=allow_http)
        if is_plain_http(uri) and not allow_http:
            raise _refusal(_("Use https. Plain http is for 127.0.0.1, [::1] and localhost."))
    else:
        _check_private_address(uri, parts)


def find_match(
    registered: list[str], requested: str, *, by_loopback_name: bool = False
) -> str | None:
    """The registered URI that ``requested`` equals byte for byte, or None.

    Only the port of http on a loopback address may differ (RFC 8252 section 7.3); with
    ``by_loopback_name`` that of ``localhost``, too (section 8.3 advises against the name).
    """
    if requested in registered:
        return requested
    match = _LOOPBACK_URI.match(requested)
    is_free = match is not None and (by_loopback_name or match[1] != "localhost")
    if not is_free or not is_well_formed(requested):
        return None
    portless = _without_loopback_port(requested)
    return next((uri for uri in registered if _without_loopback_port(uri) == portless), None)


def is_well_formed(uri: str) -> bool:
    """Whether ``uri`` is an address that we send users to, plain http included.

    Earlier versions registered addresses with parameters of our answers: these still work.
    """
    try:
        _check_form(uri, allow_http=True)
    except ValidationError:
        return False
    return True


def is_plain_http(uri: str) -> bool:
    """Whether ``uri`` is http to anything but this computer."""
    parts = urlsplit(uri)
    return parts.scheme == "http" and parts.hostname not in LOOPBACK_HOSTS


def is_loopback(uri: str) -> bool:
    """Whether ``uri`` is http to the user's own computer."""
    parts = urlsplit(uri)
    return parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS


def shown_host(uri: str) -> str:
    """Where a user will be sent, in short: host and port, or the app's scheme."""
    parts = urlsplit(uri)
    return parts.netloc or f"{parts.scheme}:"


def append_params(uri: str, params: list[tuple[str, str]]) -> str:
    """``uri`` with ``params`` added, its own query kept byte for byte."""
    if not params:
        return uri
    joint = "" if uri.endswith(("?", "&")) else "&" if "?" in uri else "?"
    return f"{uri}{joint}{urlencode(params)}"


def _refusal(message: str) -> ValidationError:
    return ValidationError("redirect_uris", message)


def _check_characters(uri: str) -> None:
    if not uri or len(uri) > MAX_LENGTH:
        raise _refusal(_("Give an address of at most %(count)d characters.", count=MAX_LENGTH))
    if "#" in uri:
        raise _refusal(_("Remove the part after “#”; a fragment never reaches your server."))
    if "*" in uri:
        raise _refusal(_("Wildcards are not possible. Register each address in full."))
    redirect_host.refuse_international(uri)
    if not _ALLOWED.fullmatch(uri):
        raise _refusal(_("Use only characters allowed in a URI, and write others as %XX."))


def _split(uri: str) -> SplitResult:
    try:
        parts = urlsplit(uri)
        parts.port  # noqa: B018  (raises ValueError on a port that is none)
    except ValueError:
        raise _refusal(_("This is not a complete address.")) from None
    if not parts.scheme or not uri.startswith(f"{parts.scheme}:"):
        raise _refusal(_("Start with https:// in lower case; the address must be absolute."))
    _check_path(parts)
    return parts


def _check_path(parts: SplitResult) -> None:
    # Two parsers must read one path alike: "/a/../b" and its encoded forms are refused.
    path = parts.path.lower()
    while "%25" in path:
        path = path.replace("%25", "%")
    path = path.replace("%2e", ".").replace("%2f", "/").replace("%5c", "/").replace("%3b", ";")
    # Some servers drop what follows ";" before they read the segment.
    if any(segment.split(";")[0] in {".", ".."} for segment in path.split("/")):
        raise _refusal(_("Write the path without “.” and “..” segments."))


def _check_web_address(uri: str, parts: SplitResult, *, allow_private: bool) -> None:
    if not uri.startswith(f"{parts.scheme}://") or not parts.hostname:
        raise _refusal(_("Write the address in full: https://your.host/path."))
    if "@" in parts.netloc:
        raise _refusal(_("Remove the name and password before “@”."))
    if parts.netloc.endswith(":") or parts.port == 0:
        raise _refusal(_("Give a port from 1 to 65535, or none."))
    redirect_host.check(parts, allow_private=allow_private)


def _check_private_address(uri: str, parts: SplitResult) -> None:
    # Without the slash "app.example:8443/cb", a host that lacks https://, would pass for a scheme.
    is_absolute = uri.startswith(f"{parts.scheme}:/")
    is_private = _PRIVATE_SCHEME.fullmatch(parts.scheme) is not None
    if not is_absolute or not is_private or not _PRIVATE_NETLOC.fullmatch(parts.netloc):
        raise _refusal(
            _("Use https://…, or for an installed app one like com.example.app:/callback.")
        )


def _without_loopback_port(uri: str) -> str | None:
    match = _LOOPBACK_URI.match(uri)
    return f"http://{match[1]}{uri[match.end() :]}" if match else None
