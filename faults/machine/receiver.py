"""The receiver of all webhooks: notes the newest change that it was told of each event."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class WebhookReceiver:
    """``newest`` has, by path and number of the event, the highest change number that arrived.

    ``mood`` says how it behaves: ``well``, ``refuse`` (500), ``reset`` (no answer) or ``slow``.
    """

    def __init__(self) -> None:
        self.newest: dict[tuple[str, int], int] = {}
        self.messages: dict[tuple[str, str], int] = {}  # by path and webhook-id: how often taken
        self.mood = "well"
        self.lock = threading.Lock()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                """Take the message, or behave as the mood says."""
                receiver.answer(self)

            def log_message(self, *_line: object) -> None:
                """Print nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Take one message, or behave as the mood says."""
        body = request.rfile.read(int(request.headers["Content-Length"]))
        if self.mood == "reset":
            request.close_connection = True
            return
        if self.mood == "slow":
            time.sleep(3)
        if self.mood == "refuse":
            request.send_response(500)
        else:
            self._take(request.path, request.headers["webhook-id"], json.loads(body))
            request.send_response(204)
        request.send_header("Content-Length", "0")
        request.end_headers()

    def _take(self, path: str, message: str, body: dict[str, dict[str, int]]) -> None:
        number, seq = body["data"]["number"], body["data"]["seq"]
        with self.lock:
            self.messages[path, message] = self.messages.get((path, message), 0) + 1
            if number is not None and seq is not None:
                self.newest[path, number] = max(seq, self.newest.get((path, number), 0))

    def close(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()
