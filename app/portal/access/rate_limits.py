"""Rate limits of the portal: guesses by account and network, submissions by network, mails."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import has_request_context, make_response, request
from flask_login import current_user

from app.callers import known_browsers
from app.callers.caller_network import caller_network
from app.callers.guesses import MANY, Allowance, Guess
from app.callers.request_limits import count, is_within, refuse_excess
from app.config import settings
from app.models.accounts.user import User
from app.models.values import email_address, secret

REFUSED = frozenset({422})


def named_account() -> str:
    """A digest of the e-mail address in the form, whether it has an account or not; else ""."""
    typed = request.form.get("email", "").strip()
    return account_key(typed) if typed else ""


def account_key(email: str) -> str:
    """The same digest for every spelling of an account's address."""
    return secret.digest(email_address.key_of_typed(email))


def count_guesses(
    account: Callable[[], str] | None = named_account,
    *,
    wrong: frozenset[int] = REFUSED,
    networks: int = MANY,
) -> Callable[[Any], Any]:
    """Limit what a view answers with one of the statuses ``wrong``, by account and network.

    RATE_LIMIT_LOGIN is free for each pair of the two, and ``networks`` times as much for each
    account over all networks; then each guess is followed by a growing pause. A browser in which
    the account has signed in before has an allowance of its own, which no one else can use up.
    Without an ``account``, such as for a key in the path or a passkey that names no one, only the
    network is counted: nobody elsewhere may use up what people share.
    """

    def decorate(view: Any) -> Any:
        @wraps(view)
        def counted(**arguments: Any) -> Any:
            if not settings().rate_limits:
                return view(**arguments)
            allowances = _allowances(account() if account else "", networks, view.__name__)
            guess = Guess.begin(settings().rate_limit_login, allowances)
            return guess.watch(lambda: make_response(view(**arguments)), wrong)

        return counted

    return decorate


def _allowances(account: str, networks: int, form: str) -> list[Allowance]:
    network = caller_network()
    if not account:
        return [Allowance(f"{form}/{network}")]
    if browser := _find_browser(account):
        return [Allowance(f"browser/{browser}")]
    return [
        Allowance(f"{account}/{network}"),
        Allowance(network, MANY),
        Allowance(account, networks),
    ]


def _find_browser(account: str) -> int | None:
    """The browser, if this account has signed in there: its guesses are its own."""
    for browser, email, public_id in known_browsers.list_people():
        if account in {account_key(email), public_id}:
            return int(browser)
    return None


def count_requests(setting: str) -> Callable[[Any], Any]:
    """Limit all submissions of a form by network, at the rate of this setting."""

    def decorate(view: Any) -> Any:
        @wraps(view)
        def counted(**arguments: Any) -> Any:
            if settings().rate_limits:
                key = setting, view.__name__, caller_network()
                refuse_excess(count(getattr(settings(), setting), *key))
            return view(**arguments)

        return counted

    return decorate


def may_mail(user: User) -> bool:
    """Count one more mail to ``user``; False when that exceeds the limit.

    Mails that strangers cause do not use up those for which the user asks.
    """
    if not settings().rate_limits:
        return True
    cause = "mail" if _is_present(user) else "mail by others"
    return is_within(settings().rate_limit_mail, cause, user.public_id)


def _is_present(user: User) -> bool:
    """Whether the request comes from ``user``: signed in, or in a browser that knows them."""
    if not has_request_context():
        return False
    return getattr(current_user, "public_id", None) == user.public_id or known_browsers.knows(user)
