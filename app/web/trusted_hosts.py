"""The request class: answers at PUBLIC_URL's host even when that is an IPv6 address."""

from flask import Request


class PublicRequest(Request):
    """A request whose Host header is checked against TRUSTED_HOSTS."""

    _trusted: list[str] | None = None

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
