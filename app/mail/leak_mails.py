"""Mails to the owners of credentials that were reported as leaked."""

from collections.abc import Iterable

from app.config import settings
from app.language.texts import lazy_gettext
from app.mail import delivery
from app.models.accounts.user import User
from app.models.housekeeping.leaked_credential import Leak
from app.models.values.secret import Kind

# What it was, and what the owner does now.
NAMES = {
    Kind.ACCESS_TOKEN: lazy_gettext("an access token, with the refresh token that belongs to it"),
    Kind.PERSONAL_TOKEN: lazy_gettext("a personal token"),
    Kind.REFRESH_TOKEN: lazy_gettext("a refresh token, with every token that belongs to it"),
    Kind.AUTHORIZATION_CODE: lazy_gettext("an authorization code"),
    Kind.DEVICE_CODE: lazy_gettext("the code with which a device waited for your decision"),
    Kind.CLIENT_SECRET: lazy_gettext("a client secret"),
    Kind.REGISTRATION_TOKEN: lazy_gettext("a token that manages the registration of an app"),
    Kind.FEED_KEY: lazy_gettext("a private feed link"),
    Kind.SESSION_KEY: lazy_gettext("the session of a browser in which you were signed in"),
    Kind.SIGN_IN_KEY: lazy_gettext("a sign-in that was not complete"),
    Kind.RESET_TOKEN: lazy_gettext("a link to choose a new password"),
    Kind.EMAIL_LINK: lazy_gettext("a link to confirm an address"),
    Kind.INVITATION: lazy_gettext("an invitation that you sent"),
    Kind.HANDOVER: lazy_gettext("an offer of yours to hand over a team"),
    Kind.OPERATOR_INVITATION: lazy_gettext("an invitation to operate the site"),
    Kind.TICKET_INVITATION: lazy_gettext("an offer of yours to hand over a ticket"),
    Kind.TRANSFER: lazy_gettext("an offer of yours to hand over an app"),
}


def send(leaks: Iterable[Leak]) -> None:
    """Tell each owner, in one mail, which of their credentials ended."""
    told: dict[User, list[tuple[str, str | None]]] = {}
    for leak in leaks:
        for owner in leak.owners:
            told.setdefault(owner, []).append(_describe(leak, owner))
    for owner, items in told.items():
        subject = lazy_gettext("A leaked credential of yours no longer works")
        values = {"items": list(dict.fromkeys(items)), "url": settings().public_url}
        delivery.send_to(owner, subject, "mails/credential_leaked.txt", **values)


def _describe(leak: Leak, owner: User) -> tuple[str, str | None]:
    name = NAMES.get(leak.kind, leak.kind.name)
    if owner.verified_at is None:
        return name, None  # without the names that someone else may have chosen
    label = leak.grant.label if leak.grant else None
    about = leak.client.name if leak.client else leak.team.name if leak.team else label
    return name, about
