"""A person's browser for the tour: keeps cookies, follows links of one site, fills in forms."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode, urljoin

from app.demo.page import Page, UnexpectedAnswerError

PATIENCE = 15  # seconds for one answer


@dataclass(frozen=True)
class Answer:
    """What came back; ``url`` is where redirects within the site ended."""

    status: int
    url: str
    headers: Message
    text: str

    @property
    def page(self) -> Page:
        """The answer as a page."""
        return Page(self.text)

    @property
    def json(self) -> Any:
        """The answer as JSON."""
        return json.loads(self.text)


class Browser:
    """One browser with cookies of its own. It never leaves ``site``."""

    def __init__(self, site: str):
        """Open it, without proxies: the site is on this computer."""
        self.site = site
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(CookieJar()),
            StayOnSite(site),
        )

    def open(
        self, address: str, expect: int = 200, headers: dict[str, str] | None = None
    ) -> Answer:
        """Get a page or a file; raises UnexpectedAnswerError for another status."""
        request = urllib.request.Request(urljoin(self.site, address), headers=headers or {})
        return self._send(request, expect)

    def send(self, address: str, fields: dict[str, str], expect: int = 200) -> Answer:
        """Post a form's fields."""
        url, body = urljoin(self.site, address), urlencode(fields).encode()
        return self._send(urllib.request.Request(url, body), expect)

    def submit(self, shown: Answer, button: str, expect: int = 200, **values: str) -> Answer:
        """Fill in the form with this button on the page ``shown``, and press it."""
        form = shown.page.find_form(button)
        address = urljoin(shown.url, form.action or shown.url)
        return self.send(address, form.press(button, **values), expect)

    def _send(self, request: urllib.request.Request, expect: int) -> Answer:
        try:
            with self._opener.open(request, timeout=PATIENCE) as answer:
                found = read(answer)
        except urllib.error.HTTPError as error:  # also a redirect that leaves the site
            with error:
                found = read(error)
        except OSError as error:
            raise UnexpectedAnswerError(f"{request.full_url} did not answer: {error}") from None
        if found.status != expect:
            path = request.full_url.partition("?")[0]
            raise UnexpectedAnswerError(f"{path} answered {found.status} instead of {expect}")
        return found


class StayOnSite(urllib.request.HTTPRedirectHandler):
    """Follows redirects within one site; one that leads elsewhere is the answer."""

    def __init__(self, site: str):
        """Take the site's address."""
        self._site = site

    def redirect_request(self, request: Any, *details: Any) -> urllib.request.Request | None:
        """None, which ends the journey, for another site's address."""
        return super().redirect_request(request, *details) if self._is_own(details[-1]) else None

    def _is_own(self, url: str) -> bool:
        return url.startswith(f"{self._site}/")


def read(answer: Any) -> Answer:
    """An answer of urllib's, read to its end."""
    return Answer(answer.status, answer.url, answer.headers, answer.read().decode())
