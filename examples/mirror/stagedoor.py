"""The server as a mirror needs it: a connection that refreshes its tokens and waits its turn."""

import json
import time
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from store import Store

TIMEOUT = 20  # seconds
LONGEST_PAUSE = 32  # seconds; after it we give up
PASSING = (429, 502, 503, 504)


class Refused(Exception):
    """The server said no: with its ``status`` and, where it gave one, its ``error`` code."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(f"The server answered {status} {error}: {description}")
        self.status, self.error = status, error

    @classmethod
    def by(cls, answer: HTTPError) -> "Refused":
        """What ``answer`` tells."""
        try:
            told = json.loads(answer.read())
        except ValueError:
            told = {}
        return cls(answer.code, told.get("error", ""), told.get("error_description", ""))


class Connection:
    """What one permission opens at one server; its tokens live in the mirror's file."""

    def __init__(self, server: str, client_id: str, store: Store) -> None:
        """Connect nothing yet."""
        self._server, self._client_id, self._store = server, client_id, store

    @property
    def is_connected(self) -> bool:
        """Whether somebody has allowed it."""
        return bool(self._store.note("tokens"))

    def exchange(self, **parameters: str) -> None:
        """Ask for tokens with ``parameters``, and keep them before anything else happens."""
        body = urlencode({"client_id": self._client_id, **parameters}).encode()
        tokens = self._send(Request(f"{self._server}/oauth/token", data=body))
        self._store.keep("tokens", tokens)

    def changes(self) -> dict:
        """The next page of the stream after what the store has; raises Refused."""
        place = self._store.note("place")
        if "next" in place:
            return self._call("GET", place["next"])
        query = {"limit": 200}
        if "sync_token" in place:
            query |= {"sync_token": place["sync_token"]}
        return self._call("GET", f"{self._api}/events/changes?{urlencode(query)}")

    def subscribe(self, url: str, types: list[str]) -> dict:
        """A new webhook to ``url``, this once with its ``secret``; raises Refused."""
        return self._call("POST", f"{self._api}/webhooks", {"url": url, "types": types})

    def unsubscribe(self, address: str) -> None:
        """End the webhook with this address; raises Refused with 404 when it has ended before."""
        self._call("DELETE", address)

    @property
    def _api(self) -> str:
        """The team of our permission; its slug could stand behind ``organizer``."""
        return f"{self._server}/api/v1/organizer"

    def _call(self, method: str, url: str, body: dict | None = None) -> dict:
        if not url.startswith(f"{self._server}/"):
            raise ValueError(f"{url} is on another server, which must not see our token.")
        data = None if body is None else json.dumps(body).encode()

        def call() -> dict:
            headers = {**self._authorization(), "Content-Type": "application/json"}
            return self._send(Request(url, data=data, headers=headers, method=method))

        try:
            return call()
        except Refused as error:
            if error.status != 401:
                raise
        self._refresh()
        return call()

    def _refresh(self) -> None:
        # One that is lost on its way may be repeated: for thirty seconds it gives the same pair.
        refresh_token = self._store.note("tokens")["refresh_token"]
        try:
            self.exchange(grant_type="refresh_token", refresh_token=refresh_token)
        except Refused as error:
            if error.error == "invalid_grant":
                self._store.keep("tokens", {})  # the permission has ended: ask again next time
            raise

    def _authorization(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._store.note('tokens')['access_token']}"}

    def _send(self, request: Request) -> dict:
        """The JSON of the answer. What may pass is tried again, as late as the server asks."""
        pause = 1
        while True:
            try:
                with urlopen(request, timeout=TIMEOUT) as answer:
                    return json.loads(answer.read() or "{}")
            except HTTPError as error:
                if error.code not in PASSING or pause > LONGEST_PAUSE:
                    raise Refused.by(error) from None
                asked = error.headers.get("Retry-After", "")
                time.sleep(max(int(asked) if asked.isdigit() else 0, pause))
            except (URLError, TimeoutError, ConnectionError):
                if pause > LONGEST_PAUSE:
                    raise
                time.sleep(pause)
            pause *= 2
