"""Limits guesses at the keys of mailed links, on every page whose path has one."""

from flask import Response, g, request

from app.callers.caller_network import caller_network
from app.callers.guesses import Allowance, Guess
from app.config import settings
from app.portal.blueprint import bp

KEYS = frozenset({"token", "key"})  # what routes call them
DEAD = frozenset({404, 410})


@bp.before_request
def count_key() -> None:
    """Count the key as a guess; 429 while the network has to wait."""
    if settings().rate_limits and KEYS & (request.view_args or {}).keys():
        allowance = Allowance(f"keys/{caller_network()}")
        g.key_guess = Guess.begin(settings().rate_limit_login, [allowance])


@bp.after_request
def forget_key(response: Response) -> Response:
    """Only keys that open nothing count."""
    guess: Guess | None = g.pop("key_guess", None)
    if guess is not None and response.status_code not in DEAD:
        guess.forget()
    return response
