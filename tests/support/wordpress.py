"""WPGancio, the WordPress plugin, as it was seen on the wire (docs/dialects/gancio.md)."""

import json
import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import requests

from tests.support.oauth_flow import App

CALLBACK = "https://wp.test/wp-admin/options-general.php?page=wpgancio"
TIMEOUT = 5  # seconds, as in WordPress


@dataclass
class WordPress:
    """A site with the plugin, which was told that we are at ``instance``, slash and all."""

    instance: str
    token: str = ""

    def register(self) -> App:
        """Ask for credentials; only what the plugin reads of the answer is looked at."""
        body = {
            "client_name": "WPGancio",
            "redirect_uris": CALLBACK,
            "scopes": "event:write",
            "website": "https://gancio.org",
        }
        made = self._send("POST", "/api/client", data=urlencode(body)).json()
        return App(sanitize_key(made["client_id"]), sanitize_key(made["client_secret"]), CALLBACK)

    def associate(self, app: App, code: str) -> requests.Response:
        """Exchange the code as every view of the settings page does; keep a token from a 200."""
        body = exchange_body(app, code)
        answer = self._send("POST", "/oauth/token", data=urlencode(body))
        if answer.status_code == 200:
            self.token = sanitize_key(answer.json()["access_token"])
            assert sanitize_key(answer.json()["refresh_token"])
        return answer

    def publish(self, post: dict, remote_id: str | None = None) -> requests.Response:
        """Send a post that was published, again if it has a remote id."""
        # PHP's encoder escapes slashes.
        body = json.dumps({**post, **({"id": remote_id} if remote_id else {})})
        return self._send(
            "PUT" if remote_id else "POST",
            "/api/event",
            data=body.replace("/", "\\/"),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {self.token}",
            },
        )

    def trash(self, remote_id: str) -> requests.Response:
        """Take a post away."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return self._send("DELETE", f"/api/event/{remote_id}", headers=headers)

    def _send(self, method, path, *, data=None, headers=None) -> requests.Response:
        url = self.instance + path
        given = {
            "User-Agent": "WordPress/6.1.9; https://wp.test",
            "Accept": "*/*",
            "Accept-Encoding": "deflate, gzip, br, zstd",
            "Referer": url,
            "Connection": "close",
        }
        if method == "POST":
            given["Content-Type"] = "application/x-www-form-urlencoded"
        with requests.Session() as session:
            session.trust_env = False
            return session.request(
                method, url, data=data, headers={**given, **(headers or {})}, timeout=TIMEOUT
            )


def authorize_path(app: App) -> str:
    """The plugin's authorization request; ``redirect_uri`` stands in it as it is."""
    return (
        f"/oauth/authorize?response_type=code&redirect_uri={app.redirect_uri}"
        f"&scope=event:write&client_id={quote(app.id)}"
    )


def exchange_body(app: App, code: str) -> dict[str, str]:
    """The plugin's token request: without ``redirect_uri``."""
    return {
        **app.credentials(),
        "scope": "event:write",
        "grant_type": "authorization_code",
        "code": sanitize_key(code),
    }


def sanitize_key(text: str) -> str:
    """What WordPress leaves of a text that it takes for a key."""
    return re.sub(r"[^a-z0-9_\-]", "", text.lower())
