"""The request class: supports an IPv6 address as PUBLIC_URL, and a body limit for each view."""

import re
from binascii import a2b_qp
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Any, TypeVar

from flask import Request, current_app
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_date
from werkzeug.utils import cached_property

from app.web.body_reads import RECEIVED

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# Headers with a date, or with a tag that Werkzeug tries to read as one.
DATES = ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE")

MAX_FIELDS = 1000  # as many as Werkzeug takes of other forms
MAX_STRAY_PERCENTS = 10_000  # of one field; each of them takes a while
_STRAY_PERCENT = re.compile(rb"%(?![0-9A-Fa-f]{2})")

View = TypeVar("View", bound=Callable[..., object])


def takes_up_to(size: int) -> Callable[[View], View]:
    """Set the limit of the view's request bodies, in bytes, before any hook reads the form."""

    def mark(view: View) -> View:
        vars(view)["max_content_length"] = size
        return view

    return mark


def read_form(body: bytes) -> list[tuple[str, str]]:
    """The fields of a URL-encoded form, in their order.

    Raises BadRequest unless it is UTF-8, and for more than MAX_FIELDS or MAX_STRAY_PERCENTS, which
    take long to read.
    """
    if body.count(b"&") >= MAX_FIELDS:
        raise BadRequest
    try:
        body.decode()  # what is not encoded must be text of its own
        fields = (field.replace(b"+", b" ").partition(b"=") for field in body.split(b"&") if field)
        return [(_decoded(name), _decoded(value)) for name, _equals, value in fields]
    except ValueError:
        raise BadRequest from None


def _decoded(text: bytes) -> str:
    """``text`` without percent-encoding; a percent sign that encodes nothing stays.

    ``urllib.parse.unquote`` handles one percent sign after the other in Python: a megabyte of them
    took half a second. Quoted-printable differs in its sign alone, and is decoded in C.
    """
    if b"%" in text:
        encoded, count = _STRAY_PERCENT.subn(b"%25", text, MAX_STRAY_PERCENTS)
        if count == MAX_STRAY_PERCENTS:
            raise BadRequest
        text = a2b_qp(encoded.replace(b"=", b"=3D").replace(b"%", b"="))
    return text.decode()


class StrictFormParser(FormDataParser):
    """Refuses a form that is not UTF-8, or has a part without a name.

    Werkzeug would keep such bytes as percent signs, and call such a part None.
    """

    def _parse_urlencoded(self, stream: IO[bytes], *_details: Any) -> Any:
        most = self.max_form_memory_size
        body = stream.read() if most is None else stream.read(most + 1)
        if most is not None and len(body) > most:
            raise RequestEntityTooLarge
        return stream, self.cls(read_form(body)), self.cls()

    def _parse_multipart(self, *details: Any) -> Any:
        stream, form, files = super()._parse_multipart(*details)
        if None in form or None in files:
            raise BadRequest
        return stream, form, files


class PublicRequest(Request):
    """A request whose Host header is checked against TRUSTED_HOSTS."""

    form_data_parser_class = StrictFormParser

    _trusted: list[str] | None = None

    def __init__(self, environ: "WSGIEnvironment", *options: Any, **more: Any) -> None:
        for name in DATES:
            # To be ignored (RFC 9110 section 13.1); Werkzeug would raise where it is compared.
            if name in environ and not _is_readable_date(environ[name]):
                del environ[name]
        super().__init__(environ, *options, **more)

    @property  # type: ignore[misc]  # read-only: set by takes_up_to
    def max_content_length(self) -> int | None:  # type: ignore[override]
        """The limit of the body in bytes: the view's own, or MAX_CONTENT_LENGTH."""
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy costs more
        view = app.view_functions.get(self.endpoint or "")
        size: int | None = getattr(view, "max_content_length", app.config["MAX_CONTENT_LENGTH"])
        return size

    @cached_property
    def stream(self) -> IO[bytes]:
        """As Werkzeug's, which looks for the end of the body, and its limit, by large buffers.

        A body that was received whole and is within the limit is read as it is.
        """
        if RECEIVED in self.environ:
            size, limit = int(self.environ.get("CONTENT_LENGTH") or 0), self.max_content_length
            if limit is None or size <= limit:
                body: IO[bytes] = self.environ["wsgi.input"]
                return body
        return super().stream

    @property
    def trusted_hosts(self) -> list[str] | None:
        """The names that Werkzeug accepts in the Host header; None for any."""
        # Werkzeug cuts each name at the first colon, so it never finds "[::1]".
        address, bracket, _port = self.headers.get("Host", "").partition("]")
        return None if address + bracket in self._ipv6_hosts() else self._trusted

    @trusted_hosts.setter
    def trusted_hosts(self, names: list[str] | None) -> None:
        self._trusted = names

    def _ipv6_hosts(self) -> list[str]:
        return [name for name in self._trusted or () if name.startswith("[")]


def _is_readable_date(text: str) -> bool:
    """Whether ``parse_date`` returns, be it None for no date at all."""
    try:
        parse_date(text)
    except OverflowError:
        return False
    return True
