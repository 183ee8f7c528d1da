"""Which account the app means: ``prompt=select_account`` and ``id_token_hint`` (Core 3.1.2.1)."""

import re

from flask import request

from app.models.clients.client import Client
from app.models.credentials import id_token
from app.models.flow_doctor.diagnosis import Reason, because
from app.oauth.errors import Refusal
from app.oauth.openid import sign_in_age
from app.web.signed_in import current_session

MARK = "account"  # a parameter of ours, beside those of the request


def read_hint(parameters: dict[str, str], client: Client) -> str | None:
    """The user whom the app's ID token names, which may have expired; None without one.

    Raises Refusal for anything but an ID token that this server issued to the app.
    """
    hint = parameters.get("id_token_hint")
    if hint is None:
        return None
    claims = id_token.read(hint)
    if claims is None or claims.get("aud") != client.client_id:
        invalid = because(Reason.ID_TOKEN_HINT_INVALID)
        raise Refusal("invalid_request", "id_token_hint is no ID token of this client.", invalid)
    subject = claims.get("sub")
    return subject if isinstance(subject, str) else None


def is_chosen(parameters: dict[str, str]) -> bool:
    """Whether the user has chosen the present account since this request came."""
    session = current_session()
    if request.args.get(MARK) == session.public_id:
        return True
    asked_at = sign_in_age.read_mark(parameters)
    return asked_at is not None and asked_at <= session.created_at


def address_with_choice(address: str) -> str:
    """The address of the request, with the present account chosen."""
    return f"{re.sub(rf'&{MARK}=[^&]*', '', address)}&{MARK}={current_session().public_id}"
