"""The end of the flow on this computer: a loopback address with a free port (RFC 8252)."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Self
from urllib.parse import parse_qsl, urlsplit


class Callback:
    """Listens on 127.0.0.1 until the person's browser comes back."""

    def __init__(self) -> None:
        """Take a free port."""
        self._arrived: list[dict[str, str]] = []
        self._listener = HTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self._listener.server_port}/callback"

    def __enter__(self) -> Self:
        """Nothing more to do: it listens already."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give the port back."""
        self._listener.server_close()

    def wait_for(self, state: str) -> dict[str, str]:
        """The parameters of the answer to ``state``; what carries another state is ignored."""
        while True:
            self._listener.handle_request()
            for parameters in self._arrived:
                if parameters.get("state") == state:
                    return parameters

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        arrived = self._arrived

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                arrived.append(dict(parse_qsl(urlsplit(self.path).query)))
                self.send_response(200)
                self.send_header("Content-Type", "text/plain")
                self.end_headers()
                self.wfile.write(b"You can close this page.")

            def log_message(self, *_): ...  # the address holds the code

        return Handler
