"""What the worker does, each a function that says whether there was anything to do.

A task is called in an app context, by one thread of a process at a time. Which process does a piece
of work is decided by the database.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.backchannel import ended_sessions
from app.background import connection_counts, imports
from app.calendar_subscriptions import due_calendars
from app.extensions import db
from app.grant_news import mails as grant_mails
from app.models.usage import usage_total
from app.service_status import checks
from app.ticket_news import mails as ticket_mails


@dataclass(frozen=True)
class Task:
    """A function, and how many seconds pass between two looks when there was nothing to do.

    One that ``waits`` for other servers, or works for seconds, never has all threads.
    """

    name: str
    do: Callable[[], bool]
    pause: float = 2.0
    waits: bool = False


def send_ticket_news() -> bool:
    """Mail holders of tickets what they are to be told."""
    return ticket_mails.send_news() > 0


def add_up_usage() -> bool:
    """Add what processes counted to the totals of the metrics."""
    has_more = usage_total.add_up()
    db.session.commit()
    return has_more


TASKS = (
    Task("mails about tickets", send_ticket_news),
    Task("mails before grants expire", grant_mails.announce_expiries, pause=10.0),
    Task("ends of grants", grant_mails.end_expired_grants),
    Task("logouts", ended_sessions.tell_next, waits=True),
    Task("imports", imports.continue_import, waits=True),
    Task("totals of usage", add_up_usage, pause=10.0),
    Task("connections of apps", connection_counts.count_when_due, pause=60.0, waits=True),
    Task("checks of the service", checks.check_when_due, pause=10.0, waits=True),
    Task("calendars", due_calendars.read_next, pause=20.0, waits=True),
)
