"""The mail to the member whose calendar subscription can no longer be read."""

from flask import current_app

from app.config import settings
from app.language.texts import lazy_gettext as _
from app.mail import delivery
from app.models.accounts.user import User
from app.models.calendar_subscriptions.calendar_subscription import CalendarSubscription
from app.models.teams.membership import Membership


def send_failing(calendar: CalendarSubscription) -> None:
    """Tell who added ``calendar`` why it cannot be read, if they may still do something about it.

    Also outside of a request, where no address is known but PUBLIC_URL.
    """
    user = calendar.added_by
    if user is None or not _may_mend(user, calendar):
        return
    values = {"slug": calendar.team.slug, "calendar_id": calendar.public_id}
    path = current_app.url_map.bind("localhost").build("portal.show_calendar_subscription", values)
    link = settings().public_url + path
    subject = _("%(calendar)s cannot be read any more", calendar=calendar.name)
    delivery.send_to(user, subject, "mails/calendar_failing.txt", calendar=calendar, link=link)


def _may_mend(user: User, calendar: CalendarSubscription) -> bool:
    membership = Membership.find(calendar.team, user)
    return user.disabled_at is None and membership is not None and membership.may_write_events
