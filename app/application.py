"""The Flask application: as Flask's, without what it would find out again at every request."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask, Request
from flask.globals import request_ctx
from markupsafe import Markup
from werkzeug.routing import MapAdapter

from app.web.request_class import PublicRequest
from app.web.template_environment import PageEnvironment

MAX_ADDRESSES = 4096  # that are remembered; a hundred bytes each
SIMPLE = frozenset({str, int, Markup, type(None)})  # values of an address
SECRETS = frozenset({"key", "token"})  # in addresses that no process keeps
MAX_HOSTS = 100  # Host headers that are remembered; a caller may add any port


class Application(Flask):
    """Flask, with plain functions as views and hooks, and one or two names of its own."""

    request_class = PublicRequest
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
