"""The signed record of what a consent page showed, carried in its form.

Nothing is stored until the user decides. The ticket is valid for the browser session it was
shown in, for a limited time, and, by its random number, for one decision.
"""

import hashlib
from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from app.config import settings
from app.models.values import secret
from app.web.signed_in import current_session


@dataclass(frozen=True)
class ConsentTicket:
    """The request's parameters, the public ids of the teams on offer, and the page's number."""

    parameters: dict[str, str]
    teams: tuple[str, ...]
    page: str


def seal(parameters: dict[str, str], teams: list[str]) -> str:
    """The ticket for a page that is about to be shown to the signed-in user."""
    page = secret.generate(secret.Kind.CONSENT)
    return _signer().dumps([parameters, teams, page, current_session().key_digest])


def open_ticket(sealed: str) -> ConsentTicket | None:
    """The ticket, if it was sealed in this session and is not too old."""
    try:
        parameters, teams, page, session = _signer().loads(
            sealed, max_age=settings().consent_lifetime
        )
    except BadData:
        return None
    is_own = session == current_session().key_digest
    return ConsentTicket(parameters, tuple(teams), page) if is_own else None


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
