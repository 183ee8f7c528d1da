"""How much mail to others one account, one team, and all of them to one domain may cause."""

from collections.abc import Iterator

import limits

from app.config import settings
from app.extensions import limiter
from app.models.accounts.user import User
from app.models.teams.team import Team
from app.models.values import email_address


def may_send(to: str, *, by: User | None = None, team: Team | None = None) -> bool:
    """Count a mail to the address ``to``; False, and nothing is counted, beyond any limit.

    ``by`` is the user who causes it and ``team`` the team it is about.
    """
    if not settings().rate_limits:
        return True
    rates = list(_rates(to, by, team))
    is_within = all(limiter.limiter.test(rate, *key) for rate, key in rates)
    return is_within and all(limiter.limiter.hit(rate, *key) for rate, key in rates)


def may_reach(address: str, kind: str) -> bool:
    """Count a mail of this kind to an address that is not proved; False beyond RATE_LIMIT_MAIL.

    It may be that of someone who never came here. The count is the address's own, as a stranger
    can sign up with it again and again.
    """
    if not settings().rate_limits:
        return True
    key = (f"mail unproved {kind}", email_address.key(address))
    return all(
        limiter.limiter.hit(rate, *key) for rate in limits.parse_many(settings().rate_limit_mail)
    )


def _rates(
    to: str, by: User | None, team: Team | None
) -> Iterator[tuple[limits.RateLimitItem, tuple[str, str]]]:
    named = [
        (
            settings().rate_limit_mail_domain,
            ("mail domain", email_address.key(to).rpartition("@")[2]),
        )
    ]
    if by is not None:
        named.append((settings().rate_limit_mail_account, ("mail account", by.public_id)))
    if team is not None:
        named.append((settings().rate_limit_mail_team, ("mail team", team.public_id)))
    for text, key in named:
        for rate in limits.parse_many(text):
            yield rate, key
