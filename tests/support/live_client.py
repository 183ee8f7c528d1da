"""A browser without JavaScript against a live server, usable wherever a test client is."""

from urllib.parse import urljoin

import requests

TIMEOUT = 20  # seconds


class LiveClient:
    """Cookies, forms and requests over the network; redirects are not followed."""

    def __init__(self, server):
        """A fresh browser for ``server``."""
        self._base = server.url
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy or .netrc of the machine
        self.sent_to: list[str] = []  # every address it was redirected to

    @property
    def cookies(self):
        """What the server has set."""
        return self._session.cookies.get_dict()

    def get(self, path: str, **options):
        """The answer to a GET."""
        return self._send("GET", path, **options)

    def post(self, path: str, **options):
        """The answer to a POST; ``data`` is a form, ``json`` a JSON body."""
        return self._send("POST", path, **options)

    def _send(self, method, path, **options):
        url = urljoin(self._base, path)
        answer = self._session.request(
            method, url, allow_redirects=False, timeout=TIMEOUT, **options
        )
        self.sent_to.append(answer.headers.get("Location", ""))
        return answer
