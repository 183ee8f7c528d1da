"""The ID of a client in an address of the portal; a URL is one segment of the path there."""

import base64
import binascii

from werkzeug.routing import BaseConverter, ValidationError

from app.models.clients.registrations import client_id_url

PREFIX = "url-"


class ClientIDConverter(BaseConverter):
    """``<client:…>``: a client ID. One that is a URL is written in base64url."""

    regex = r"[A-Za-z0-9_-]+"

    def to_python(self, value: str) -> str:
        """The client ID; the address matches no page when it is none."""
        if not value.startswith(PREFIX):
            return value
        encoded = value.removeprefix(PREFIX)
        try:
            client_id = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise ValidationError from None
        if not client_id_url.is_url(client_id):
            raise ValidationError
        return client_id

    def to_url(self, value: str) -> str:
        """The segment of the path."""
        if not value.startswith(client_id_url.SCHEME):
            return value
        return PREFIX + base64.urlsafe_b64encode(value.encode()).decode().rstrip("=")
