"""How much mail to others one account, one team, and all of them to one domain may cause."""

from collections.abc import Iterator

from limits import RateLimitItem

from app.callers.request_limits import has_room, hit, is_within, read_rates
from app.config import settings
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
    has_all_room = all(has_room(rate, *key) for rate, key in rates)
    return has_all_room and all(hit(rate, *key) for rate, key in rates)


def may_reach(address: str, kind: str) -> bool:
    """Count a mail of this kind to an address that is not proved; False beyond RATE_LIMIT_MAIL.

    It may be that of someone who never came here. The count is the address's own, as a stranger
    can sign up with it again and again.
    """
    if not settings().rate_limits:
        return True
    return is_within(
        settings().rate_limit_mail, f"mail unproved {kind}", email_address.key(address)
    )


def _rates(
    to: str, by: User | None, team: Team | None
) -> Iterator[tuple[RateLimitItem, tuple[str, str]]]:
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
        for rate in read_rates(text):
            yield rate, key
