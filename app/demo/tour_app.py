"""A minimal client that only the tour drives; the app people can open is examples/reader."""

import base64
import hashlib
import secrets
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from requests import Response

from app.demo.browser import Browser


class TourApp:
    """The app and its credentials. ``tokens`` is the last token response."""

    def __init__(self, site: str, client_id: str, secret: str, redirect_uri: str):
        """Take the credentials from its developer; its calls send no user's cookies."""
        self.client_id, self.redirect_uri = client_id, redirect_uri
        self.tokens: dict[str, Any] = {}
        self._secret = secret
        self._http = Browser(site)

    def authorization_request(self) -> tuple[str, str, str]:
        """Return an authorization request with PKCE: its path, state and verifier."""
        verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
        digest = hashlib.sha256(verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": "events:read",
            "state": state,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"/oauth/authorize?{urlencode(query)}", state, verifier

    def get_tokens(self, **request: str) -> None:
        """Call the token endpoint and keep its response."""
        credentials = {"client_id": self.client_id, "client_secret": self._secret}
        self.tokens = self._http.send("/oauth/token", {**request, **credentials}).json()

    def read_events(self, team: str, expect: int = 200, etag: str = "") -> Response:
        """Read the team's next events, unless ``etag`` is current."""
        today = datetime.now(UTC).strftime("%Y-%m-%dT00:00:00Z")
        headers = {"Authorization": f"Bearer {self.tokens['access_token']}"}
        if etag:
            headers["If-None-Match"] = etag
        address = f"/api/v1/organizer/{team}/events?{urlencode({'from': today, 'limit': 200})}"
        return self._http.open(address, expect, headers)
