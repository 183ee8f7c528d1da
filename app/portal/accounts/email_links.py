"""Sending the link that confirms an address, and saying why none was sent."""

from datetime import timedelta

from flask import flash

from app.extensions import db
from app.language.formats import format_timedelta
from app.language.texts import gettext as _
from app.mail import allowance
from app.models.accounts.email_confirmation import EmailConfirmation
from app.models.accounts.user import User
from app.portal import mails
from app.portal.access.rate_limits import may_mail


def send(user: User, address: str, *, came_for: str | None = None) -> bool:
    """Mail a link to ``address`` that leads to ``came_for``, and commit.

    False when too many were sent.

    Also True, with a notice instead of the link, when the address has another account.
    """
    if EmailConfirmation.seconds_to_wait(user, address) or not may_mail(user):
        return False
    if not allowance.may_send(address, by=user) or not allowance.may_reach(address, "links"):
        return False
    token = EmailConfirmation.issue(user, address, target=came_for)
    owner = User.find_by_email(address)
    db.session.commit()
    if token is None:
        return False
    if owner is None or owner == user:
        mails.send_confirmation(user, address, token)
    elif owner.is_active and may_mail(owner):
        mails.send_sign_up_notice(owner)
    return True


def say_why_not(user: User, address: str) -> None:
    """Tell the user when they can ask for the next link."""
    seconds = EmailConfirmation.seconds_to_wait(user, address)
    if seconds:
        wait = format_timedelta(timedelta(seconds=seconds), threshold=2)
        flash(_("A link was sent a moment ago. Ask for another in %(time)s.", time=wait), "info")
    else:
        flash(_("Too many links were sent. Ask for another in an hour."), "warn")
