"""A browser for the tour: it keeps cookies, follows redirects within a site, submits forms."""

from typing import Any
from urllib.parse import urljoin

import requests

from app.demo.page import Page, UnexpectedAnswerError

TIMEOUT = 15  # seconds for one answer


class Browser:
    """A browser with cookies of its own that never leaves ``site``."""

    def __init__(self, site: str):
        """Start without proxies, because the site is on this machine."""
        self.site = site
        self._session = requests.Session()
        self._session.trust_env = False

    def open(
        self, address: str, expect: int = 200, headers: dict[str, str] | None = None
    ) -> requests.Response:
        """Return the response to a GET; raises UnexpectedAnswerError for another status."""
        return self._send("GET", address, expect, headers=headers)

    def send(self, address: str, fields: dict[str, Any], expect: int = 200) -> requests.Response:
        """Post a form's fields."""
        return self._send("POST", address, expect, data=fields)

    def submit(
        self, page: requests.Response, button: str, expect: int = 200, **values: str
    ) -> requests.Response:
        """Fill in the form with this button on the page ``page`` and submit it."""
        form = Page(page.text).find_form(button)
        address = urljoin(page.url, form.action or page.url)
        return self.send(address, form.press(button, **values), expect)

    def _send(self, method: str, address: str, expect: int, **content: Any) -> requests.Response:
        url = urljoin(self.site, address)
        options: dict[str, Any] = {"timeout": TIMEOUT, "allow_redirects": False}
        try:
            answer = self._session.request(method, url, **options, **content)
            # A redirect to another site is returned, not followed.
            while answer.next is not None and str(answer.next.url).startswith(f"{self.site}/"):
                answer = self._session.send(answer.next, **options)
        except requests.RequestException as error:
            raise UnexpectedAnswerError(f"{url} did not answer: {error}") from None
        if answer.status_code != expect:
            path = url.partition("?")[0]
            message = f"{path} answered {answer.status_code} instead of {expect}"
            raise UnexpectedAnswerError(message)
        return answer
