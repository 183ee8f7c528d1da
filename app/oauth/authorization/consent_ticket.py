"""The signed record of what a consent page showed, carried in its form.

Nothing is stored until the user decides. The ticket is valid for the browser session it was
shown in, for a limited time, and, by its random number, for one decision.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from app.config import settings
from app.models.clients.client import Client
from app.models.values import scopes, secret
from app.web.signed_in import current_session

LENGTH = 7  # parts of a ticket


@dataclass(frozen=True)
class ConsentTicket:
    """The request's parameters, the public ids of the teams on offer, and the page's number.

    ``removals`` are the public ids of what the page said was taken off before, and ``shown`` is the
    record of all that it said. ``basis`` is what the app's developer could change meanwhile.
    """

    parameters: dict[str, str]
    teams: tuple[str, ...]
    page: str
    removals: tuple[str, ...]
    shown: dict[str, Any]
    basis: str


def seal(
    parameters: dict[str, str],
    teams: list[str],
    *,
    removals: Sequence[str] = (),
    shown: dict[str, Any] | None = None,
    basis: str = "",
) -> str:
    """The ticket for a page that is about to be shown to the signed-in user."""
    page = secret.generate(secret.Kind.CONSENT)
    session = current_session().key_digest
    content = [parameters, teams, page, session, list(removals), shown or {}, basis]
    return _signer().dumps(content)


def basis_of(client: Client, names: frozenset[str]) -> str:
    """When the app's name, addresses or maker last changed, and the scopes.

    A request may leave the scopes to the app's settings. An app without a row has no settings.
    """
    changed_at = client.identity_changed_at if client.id is not None else 0
    return f"{changed_at} {scopes.dump(names)}"


def open_ticket(sealed: str) -> ConsentTicket | None:
    """The ticket, if it was sealed in this session and is not too old."""
    try:
        content = _signer().loads(sealed, max_age=settings().consent_lifetime)
    except BadData:
        return None
    if len(content) != LENGTH:  # of a page that an older version showed
        return None
    parameters, teams, page, session, removals, shown, basis = content
    if session != current_session().key_digest:
        return None
    return ConsentTicket(parameters, tuple(teams), page, tuple(removals), shown, basis)


def read_request(sealed: str) -> dict[str, str] | None:
    """The request's parameters in a ticket of ours, of whatever session and age.

    They say where its page was, and decide nothing.
    """
    try:
        parameters: dict[str, str] = _signer().loads(sealed)[0]
    except BadData:
        return None
    return parameters


def _signer() -> URLSafeTimedSerializer:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeTimedSerializer(
        keys, salt="consent", signer_kwargs={"digest_method": hashlib.sha256}
    )
