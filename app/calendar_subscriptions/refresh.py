"""Refresh one calendar subscription: fetch the calendar and import it, or store why that failed."""

import hashlib
from dataclasses import dataclass

import structlog

from app.calendar_subscriptions import mails
from app.cap import BusyError
from app.extensions import db
from app.language.current import force_locale
from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.accounts.languages import DEFAULT
from app.models.accounts.user import User
from app.models.calendar_files import ics_file
from app.models.calendar_files.ics_file import CalendarFileError
from app.models.calendar_files.import_candidate import check_file
from app.models.calendar_subscriptions import subscription_reading
from app.models.calendar_subscriptions.subscription_attempt import Attempt
from app.models.calendar_subscriptions.subscription_import import SubscriptionImport
from app.models.calendar_subscriptions.subscription_reading import Reading
from app.outbound.fetch import DEADLINE, NOTHING, Outbound, OutboundError
from app.outbound.http_get import State

MAX_BYTES = 5 * 1024 * 1024  # it is fetched again and again
MAX_REDIRECTS = 3
# Storing blocks all other writers of SQLite, which time out after five seconds.
MAX_EVENTS = 5_000

log = structlog.get_logger("stagedoor")


class SourceError(Exception):
    """The source gave no calendar; its text says why, to people."""


@dataclass(frozen=True)
class Refreshed:
    """What came of one attempt: ``imported`` when the source said anything new, or why not."""

    imported: SubscriptionImport | None = None
    error: str | None = None


def refresh(attempt: Attempt, outbound: Outbound, *, by: User | None = None) -> Refreshed | None:
    """Make the attempt, note what came of it and commit; hold no transaction open before.

    None when the attempt no longer counts. Raises BusyError; then nothing is noted.
    """
    try:
        with force_locale(DEFAULT):  # reasons are stored for readers of every language
            reading = read(attempt.url, timezone=attempt.timezone, outbound=outbound, last=attempt)
    except SourceError as error:
        return _note(attempt, None, str(error), by)
    except BusyError:
        _put_off(attempt)
        raise
    return _note(attempt, reading, None, by)


def give_up(attempt: Attempt) -> None:
    """Record that the attempt failed for an unexpected reason, and commit."""
    _note(attempt, None, _("Reading it failed here. The operator of this site can see why."), None)


def read(
    url: str, *, timezone: str, outbound: Outbound, last: Attempt | None = None
) -> Reading | None:
    """Return the calendar at ``url``; None when it has not changed since the ``last`` attempt.

    ``timezone`` is for times without a zone. Raises SourceError and BusyError. Call it without an
    open transaction.
    """
    state = State(last.etag, last.last_modified) if last else NOTHING
    try:
        fetched = outbound.fetch_news(
            url, state=state, max_bytes=MAX_BYTES, redirects=MAX_REDIRECTS
        )
    except OutboundError as error:
        if error.reason == "busy":
            raise BusyError from None
        raise SourceError(_explain(error, outbound, url)) from None
    if fetched is None:
        return None
    if last and _digest(fetched.body) == last.body_digest:
        return None
    return understand(fetched.body, timezone, fetched.state)


def understand(body: bytes, timezone: str, state: State = NOTHING) -> Reading:
    """Return what this calendar holds; raises SourceError when it cannot be imported."""
    try:
        calendar = ics_file.read(body, default_timezone=timezone)
        if len(calendar.events) > MAX_EVENTS:
            raise CalendarFileError(_("It has more than %(n)d events.", n=MAX_EVENTS))
    except CalendarFileError as error:
        where = "" if error.line is None else _(" (line %(n)d)", n=error.line)
        raise SourceError(f"{error.reason}{where}") from None
    checked = check_file(calendar)
    return Reading(calendar.name, checked, _digest(body), state.etag, state.last_modified)


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _note(
    attempt: Attempt, reading: Reading | None, error: str | None, by: User | None
) -> Refreshed | None:
    row = attempt.hold()
    if row is None:
        db.session.rollback()
        return None
    imported = None
    if error is not None:
        subscription_reading.note_failure(row, error)
        log.info("calendar not read", calendar=row.public_id, failures=row.failures)
    elif reading is None:
        subscription_reading.note_success(row)
    else:
        with force_locale(DEFAULT):
            imported = subscription_reading.take(row, reading, by=by)
    before = attempt.tried_before_at
    shall_tell = subscription_reading.is_past_hope(row, tried_before_at=before)
    db.session.commit()
    if shall_tell:
        mails.send_failing(row)
    return Refreshed(imported, error)


def _put_off(attempt: Attempt) -> None:
    row = attempt.hold()
    if row is not None:
        subscription_reading.put_off(row)
    db.session.commit()


def _explain(error: OutboundError, outbound: Outbound, url: str) -> str:
    if error.reason == "address" and url.startswith("http:") and not outbound.allow_http:
        return _("It begins with http://, which is not encrypted. Try it with https://.")
    if error.status in GONE:
        return _(
            "It answers %(status)s: the calendar is gone, or has another address now.",
            status=error.status,
        )
    if error.reason == "answer" and error.status is not None:
        return _("It answers %(status)s instead of a calendar.", status=error.status)
    return str(EXPLANATIONS[error.reason])


GONE = frozenset({401, 403, 404, 410})
EXPLANATIONS = {
    "address": lazy_gettext(
        "It is not to be fetched: use https on the usual port, without name and password."
    ),
    "host": lazy_gettext("There is no public server of this name."),
    "answer": lazy_gettext("The server cannot be reached, or broke off in the middle."),
    "redirect": lazy_gettext("It leads on to another address. Enter the one it leads to."),
    "size": lazy_gettext("The calendar is larger than %(n)d MB.", n=MAX_BYTES // 1024**2),
    "time": lazy_gettext("It took longer than %(n)d seconds.", n=int(DEADLINE)),
}
