"""Offering to revoke private feed links when a password changes, which they outlive."""

from flask import flash

from app.language.texts import ngettext
from app.models.accounts.user import User
from app.models.feeds.feed_link import FeedLink


def offer(user: User) -> bool:
    """Say how many private links of ``user`` still work; False when there are none."""
    count = FeedLink.count_of_user(user)
    if count:
        message = ngettext(
            "One private link of yours still works. Revoke it under “Private links” unless you"
            " know who has it.",
            "%(num)s private links of yours still work. Revoke those of which you do not know"
            " who has them, under “Private links”.",
            count,
        )
        flash(message, "info")
    return count > 0
