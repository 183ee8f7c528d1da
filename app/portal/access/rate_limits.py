"""Rate limits of the portal: password guesses by address and by account, mails by account."""

from collections.abc import Callable
from typing import Any

import limits
from flask import Response, request

from app.callers.caller_network import caller_network
from app.config import settings
from app.extensions import limiter
from app.models.accounts.user import User
from app.models.values import secret

REFUSED = 422
# An account allows this many times the guesses of one address, which cannot lock out its owner.
ADDRESSES = 10


def named_account() -> str:
    """A digest of the e-mail address in the form, whether it has an account or not."""
    return secret.digest(request.form.get("email", "").strip().casefold())


def count_guesses(account: Callable[[], str] = named_account) -> Callable[[Any], Any]:
    """Limit refused submissions of a form, by address and by ``account``. Locks nothing."""
    rates = ((caller_network, _setting("rate_limit_login")), (account, _rate_of_account))

    def decorate(view: Any) -> Any:
        for key, rate in rates:
            view = limiter.limit(rate, key_func=key, deduct_when=_refused)(view)
        return view

    return decorate


def count_requests(setting: str) -> Callable[[Any], Any]:
    """Limit all submissions of a form by address, at the rate of this setting."""
    return limiter.limit(_setting(setting), key_func=caller_network)


def may_mail(user: User) -> bool:
    """Count one more mail to ``user``; False when that exceeds the limit."""
    if not limiter.enabled:
        return True
    rates = limits.parse_many(settings().rate_limit_mail)
    return all(limiter.limiter.hit(rate, "mail", user.public_id) for rate in rates)


def _setting(name: str) -> Callable[[], str]:
    return lambda: getattr(settings(), name)


def _rate_of_account() -> str:
    rates = limits.parse_many(settings().rate_limit_login)
    return ";".join(
        f"{rate.amount * ADDRESSES} per {rate.multiples} {rate.GRANULARITY.name}" for rate in rates
    )


def _refused(response: Response) -> bool:
    return response.status_code == REFUSED
