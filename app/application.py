"""The Flask application: as Flask's, without what it would find out again at every request."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Request
from werkzeug.routing import MapAdapter

from app.web.request_class import PublicRequest
from app.web.template_environment import PageEnvironment

MAX_HOSTS = 100  # Host headers that are remembered; a caller may add any port


class Application(Flask):
    """Flask, with plain functions as views and hooks, and one or two names of its own."""

    request_class = PublicRequest
    jinja_environment = PageEnvironment

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """As Flask's."""
        super().__init__(*arguments, **options)
        self._server_names: dict[tuple[str, str], str] = {}  # by Host header and scheme

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

    def _remember(self, header: tuple[str, str], adapter: MapAdapter | None) -> None:
        if header[0] and adapter is not None:  # without a header the name is the server's address
            if len(self._server_names) >= MAX_HOSTS:
                self._server_names.clear()
            self._server_names[header] = adapter.server_name
