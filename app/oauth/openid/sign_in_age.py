"""How recent the sign-in has to be: ``max_age`` and ``prompt=login`` (OpenID Connect Core 3.1.2.1).

A user who has to sign in again comes back with a mark of when that was asked. A proof since then
is recent enough, so that a request with ``max_age=0`` does not go in circles.
"""

import hashlib
import json
import re

from flask import current_app, request
from itsdangerous import BadData, URLSafeSerializer

from app.models.clients.client import Client
from app.models.values import clock
from app.web.signed_in import current_session

MARK = "sign_in_asked"  # a parameter of ours, beside those of the request
MARK_LIFETIME = 3600  # seconds


def is_recent(prompts: frozenset[str], max_age: int | None, parameters: dict[str, str]) -> bool:
    """Whether the password or a passkey was shown as recently as the request demands."""
    limit = 0 if "login" in prompts else max_age
    if limit is None:
        return True
    proved_at = current_session().password_proved_at
    if limit and clock.now() <= proved_at + limit:
        return True
    asked_at = read_mark(parameters)
    return asked_at is not None and asked_at <= proved_at


def has_limit(parameters: dict[str, str], client: Client) -> bool:
    """Whether the request, or its client, asks for a sign-in or limits its age."""
    prompts = set(parameters.get("prompt", "").split())
    is_asked = "max_age" in parameters or bool(prompts & {"login", "select_account"})
    return is_asked or client.default_max_age is not None


def mark(address: str, parameters: dict[str, str]) -> str:
    """The address of the request with the mark, to come back to after signing in."""
    text = _signer().dumps([_digest(parameters), clock.now()])
    return f"{re.sub(rf'&{MARK}=[^&]*', '', address)}&{MARK}={text}"


def read_mark(parameters: dict[str, str]) -> int | None:
    """When the sign-in was asked for, of the same request and not long ago."""
    try:
        digest, asked_at = _signer().loads(request.args.get(MARK, ""))
    except (BadData, ValueError, TypeError):
        return None
    is_valid = digest == _digest(parameters) and clock.now() < asked_at + MARK_LIFETIME
    return int(asked_at) if is_valid else None


def _digest(parameters: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps(parameters, sort_keys=True).encode()).hexdigest()[:32]


def _signer() -> URLSafeSerializer:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(
        keys, salt="sign-in asked", signer_kwargs={"digest_method": hashlib.sha256}
    )
