"""The request class: answers at PUBLIC_URL's host even when that is an IPv6 address, and lets a
view take larger bodies than others.
"""

from collections.abc import Callable
from typing import TypeVar

from flask import Request, current_app

View = TypeVar("View", bound=Callable[..., object])


def takes_up_to(size: int) -> Callable[[View], View]:
    """Let the view's requests be of ``size`` bytes, also for those who read the form before it."""

    def mark(view: View) -> View:
        vars(view)["max_content_length"] = size
        return view

    return mark


class PublicRequest(Request):
    """A request whose Host header is checked against TRUSTED_HOSTS."""

    _trusted: list[str] | None = None

    @property  # type: ignore[misc]  # read only: a view says it, by takes_up_to
    def max_content_length(self) -> int | None:  # type: ignore[override]
        """The bytes of a body: those of the view, if it says so, else MAX_CONTENT_LENGTH."""
        view = current_app.view_functions.get(self.endpoint or "")
        return getattr(view, "max_content_length", super().max_content_length)

    @property
    def trusted_hosts(self) -> list[str] | None:
        """What Werkzeug compares the Host header with; None where it need not."""
        # It cuts each name in the list at the first colon, so it never finds "[::1]".
        address, bracket, _port = self.headers.get("Host", "").partition("]")
        return None if address + bracket in self._ipv6_hosts() else self._trusted

    @trusted_hosts.setter
    def trusted_hosts(self, names: list[str] | None) -> None:
        self._trusted = names

    def _ipv6_hosts(self) -> list[str]:
        return [name for name in self._trusted or () if name.startswith("[")]
