"""Receives webhooks and fetches what they tell of: python3 receiver.py."""

import json
import os
import sys
from collections import OrderedDict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Lock, Thread
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from signature import is_genuine

SECRET = os.environ.get("WEBHOOK_SECRET") or sys.exit("Set WEBHOOK_SECRET to the signing secret.")
PORT = int(os.environ.get("PORT", "5003"))
SERVER = os.environ.get("STAGEDOOR_URL", "http://127.0.0.1:5000").rstrip("/")
ACCESS_TOKEN = os.environ.get("ACCESS_TOKEN")
LARGEST = 65_536  # bytes; webhooks are much smaller
REMEMBERED = 10_000  # ids of webhooks that were handled


class Receiver(BaseHTTPRequestHandler):
    """Takes genuine webhooks and answers at once; the work is done after the answer."""

    timeout = 10  # seconds for a request to arrive

    def do_POST(self) -> None:
        """204 for a webhook, also for one that came before; 401 for anything else."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST:
            self._answer(400)
            return
        body = self.rfile.read(int(length))
        if not is_genuine(SECRET, self.headers, body):
            self._answer(401)
            return
        if not self.server.seen.has(self.headers["webhook-id"]):
            self.server.work.put(json.loads(body))
        self._answer(204)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_) -> None:
        """Print nothing."""


class Seen:
    """The ids of the latest webhooks: each comes at least once, and maybe again."""

    def __init__(self) -> None:
        """Remember none yet. A real app keeps them in its database."""
        self._ids: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()

    def has(self, webhook_id: str) -> bool:
        """Whether it came before; from now on it did."""
        with self._lock:
            if webhook_id in self._ids:
                return True
            self._ids[webhook_id] = None
            if len(self._ids) > REMEMBERED:
                self._ids.popitem(last=False)
            return False


def handle(webhook: dict) -> None:
    """Print what happened, with the event's present title where our token may read it."""
    data = webhook["data"]
    print(webhook["type"], data.get("slug") or data.get("team") or "", flush=True)
    if webhook["type"] == "event.upserted" and ACCESS_TOKEN:
        print("  ", fetch_title(data["url"]), flush=True)


def fetch_title(url: str) -> str:
    """The title of the event now: the webhook itself never says it."""
    if not url.startswith(f"{SERVER}/"):
        return f"{url} is on another server, which must not see our token."
    request = Request(url, headers={"Authorization": f"Bearer {ACCESS_TOKEN}"})
    try:
        with urlopen(request, timeout=10) as answer:
            return json.load(answer)["data"]["title"]
    except HTTPError as error:  # 404: it was hidden since; 401: the access has ended
        return f"The server answered {error.code}."
    except (URLError, TimeoutError) as error:
        return f"The server was not reached: {error}"


def main() -> None:
    """Listen until interrupted; one thread does the work, in the order of the webhooks."""
    server = ThreadingHTTPServer(("127.0.0.1", PORT), Receiver)
    server.seen, server.work = Seen(), Queue()

    def work() -> None:
        while True:
            handle(server.work.get())

    Thread(target=work, daemon=True).start()
    print(f"Listening on http://127.0.0.1:{PORT}/", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit("Stopped.")


if __name__ == "__main__":
    main()
