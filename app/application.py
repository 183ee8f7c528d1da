"""The Flask application: as Flask's, without what it would find out again at every request."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, Request, Response
from flask.globals import request_ctx
from markupsafe import Markup
from werkzeug.datastructures import Headers
from werkzeug.routing import MapAdapter
from werkzeug.wrappers import Response as BaseResponse

from app.web.request_class import PublicRequest
from app.web.template_environment import PageEnvironment

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MAX_ADDRESSES = 4096  # that are remembered; a hundred bytes each
SIMPLE = frozenset({str, int, Markup, type(None)})  # values of an address
SECRETS = frozenset({"key", "token"})  # in addresses that no process keeps
MAX_HOSTS = 100  # Host headers that are remembered; a caller may add any port
# Headers that Werkzeug rewrites, as URIs or as a length, or leaves out of a 304.
REWRITTEN = frozenset({"location", "content-location"})
OF_CONTENT = frozenset(
    """allow content-encoding content-language content-length content-location content-md5
    content-range content-type expires last-modified""".split()
)


class PlainResponse(Response):
    """Flask's response, sent as it is where Werkzeug would copy it: complete, and all in memory."""

    def get_wsgi_headers(self, environ: "WSGIEnvironment") -> Headers:
        """As Werkzeug's, which completes a copy of the headers."""
        names = {name.lower() for name, _value in self.headers}
        if self._status_code == 200:
            is_complete = "content-length" in names and names.isdisjoint(REWRITTEN)
        else:
            is_complete = self._status_code == 304 and names.isdisjoint(OF_CONTENT)
        return self.headers if is_complete else super().get_wsgi_headers(environ)

    def get_app_iter(self, environ: "WSGIEnvironment") -> Iterable[bytes]:
        """As Werkzeug's, which encodes the parts one by one and closes them."""
        parts = self.response
        if self._status_code != 200 or environ["REQUEST_METHOD"] == "HEAD" or self._on_close:
            return super().get_app_iter(environ)
        if type(parts) is list and len(parts) == 1 and type(parts[0]) is bytes:
            return parts
        return super().get_app_iter(environ)

    @classmethod
    def force_type(
        cls, response: BaseResponse, environ: "WSGIEnvironment | None" = None
    ) -> "PlainResponse":
        """As Werkzeug's, which would take its class away from a response with one of its own."""
        if isinstance(response, Response) and type(response) is not Response:
            return cast("PlainResponse", response)
        return cast("PlainResponse", super().force_type(response, environ))


class Application(Flask):
    """Flask, with plain functions as views and hooks, and one or two names of its own."""

    request_class = PublicRequest
    response_class = PlainResponse
    jinja_environment = PageEnvironment

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """As Flask's."""
        super().__init__(*arguments, **options)
        self._server_names: dict[tuple[str, str], str] = {}  # by Host header and scheme
        self._addresses = lru_cache(MAX_ADDRESSES)(self._build_address)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """``func``: no view and no hook is a coroutine, which Flask looks for at every call."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """As Flask's; a Host header that has passed its check is not taken apart again."""
        if request is None or "HTTP_UPGRADE" in request.environ:
            return super().create_url_adapter(request)
        environ = request.environ
        header = environ.get("HTTP_HOST", ""), request.scheme  # which decides on ":80"
        name = self._server_names.get(header)
        if name is None:
            adapter = super().create_url_adapter(request)
            self._remember(header, adapter)
            return adapter
        return MapAdapter(
            self.url_map,
            name,
            request.root_path,
            self.url_map.default_subdomain,
            request.scheme,
            environ.get("PATH_INFO", "/").encode("latin1").decode(errors="replace"),
            request.method,
            request.query_string.decode(errors="replace"),
        )

    def url_for(
        self,
        /,
        endpoint: str,
        *,
        _anchor: str | None = None,
        _method: str | None = None,
        _scheme: str | None = None,
        _external: bool | None = None,
        **values: Any,
    ) -> str:
        """As Flask's; a page links forty addresses, and most of them are on every page."""
        special: dict[str, Any] = {"_method": _method, "_scheme": _scheme, "_external": _external}
        if any(special.values()) or not _is_simple(endpoint, values):
            return super().url_for(endpoint, _anchor=_anchor, **special, **values)
        return self._addresses(endpoint, _anchor, *values.items())

    def _build_address(self, endpoint: str, anchor: str | None, *values: tuple[str, Any]) -> str:
        return super().url_for(endpoint, _anchor=anchor, **dict(values))

    def _remember(self, header: tuple[str, str], adapter: MapAdapter | None) -> None:
        if header[0] and adapter is not None:  # without a header the name is the server's address
            if len(self._server_names) >= MAX_HOSTS:
                self._server_names.clear()
            self._server_names[header] = adapter.server_name


def _is_simple(endpoint: str, values: dict[str, Any]) -> bool:
    """Whether the same values always make the same address: of a page, below the site's root."""
    try:
        adapter = request_ctx._get_current_object().url_adapter  # type: ignore[attr-defined]
    except RuntimeError:  # without a request it is an absolute one
        return False
    is_at_root = adapter is not None and adapter.script_name == "/"
    are_simple = SIMPLE.issuperset(map(type, values.values())) and SECRETS.isdisjoint(values)
    return is_at_root and are_simple and endpoint[:1] != "."
