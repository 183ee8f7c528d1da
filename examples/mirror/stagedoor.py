"""The server as a mirror needs it: a connection that refreshes its tokens and waits its turn."""

import json
import time
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from store import Store

TIMEOUT = 40  # seconds: longer than the server holds an answer back
LONGEST_PAUSE = 32  # seconds; after it we give up
PASSING = (429, 502, 503, 504)
WAIT = 25  # seconds, the longest the server waits for news


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

    def changes(self, *, wait: bool = False) -> dict:
        """The next page of the stream after what the store has; raises Refused."""
        place = self._store.note("place")
        if "next" in place:
            return self._get(place["next"])
        query = {"limit": 200}
        if "sync_token" in place:
            query |= {"sync_token": place["sync_token"]} | ({"wait": WAIT} if wait else {})
        return self._get(f"{self._server}/api/v1/organizer/events/changes?{urlencode(query)}")

    def _get(self, url: str) -> dict:
        if not url.startswith(f"{self._server}/"):
            raise ValueError(f"{url} is on another server, which must not see our token.")
        try:
            return self._send(Request(url, headers=self._authorization()))
        except Refused as error:
            if error.status != 401:
                raise
        self._refresh()
        return self._send(Request(url, headers=self._authorization()))

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
                    return json.load(answer)
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
