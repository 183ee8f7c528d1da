"""The result of reading a subscribed calendar, and when it is read next."""

import secrets
from dataclasses import dataclass

import orjson

from app.config import settings
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.audit.audit_trail import Fact
from app.models.calendar_files.import_candidate import CheckedFile
from app.models.calendar_subscriptions.calendar_subscription import MAX_ERROR, CalendarSubscription
from app.models.calendar_subscriptions.subscription_import import SubscriptionImport
from app.models.values import clock, plain_text

HOUR = 3600  # seconds
MAX_PAUSE = 24 * HOUR
HOPE = 24 * HOUR  # seconds of failures before the member who subscribed gets a mail
SPREAD = 10  # per cent by which a pause may be longer, so that not all are read at one moment


@dataclass(frozen=True)
class Reading:
    """What a source says: its calendar's name and events, and by what to know it again."""

    name: str
    checked: CheckedFile
    digest: str
    etag: str = ""
    last_modified: str = ""


def take(
    subscription: CalendarSubscription, reading: Reading, *, by: User | None = None
) -> SubscriptionImport:
    """Bring ``reading`` into the team's calendar; the report."""
    imported = SubscriptionImport.of_source(subscription, reading.checked, by=by)
    if imported.has_changed_anything:
        facts: dict[str, Fact] = {"calendar": subscription.public_id, **imported.all_counts}
        audit_trail.record("calendar.read", facts, actor=by, team=subscription.team)
    subscription.report_json = orjson.dumps(imported.as_report()).decode()
    subscription.body_digest = reading.digest
    subscription.etag, subscription.last_modified = reading.etag, reading.last_modified
    note_success(subscription)
    return imported


def note_success(subscription: CalendarSubscription) -> None:
    """Note that the source was read just now, whether it said anything new or not."""
    subscription.last_tried_at = subscription.last_succeeded_at = clock.now()
    subscription.failing_since_at = subscription.last_error = None
    subscription.failures = 0
    _end(subscription)


def note_failure(subscription: CalendarSubscription, reason: str) -> None:
    """Note why the source could not be read; each time it is left alone for longer."""
    subscription.failing_since_at = subscription.failing_since_at or clock.now()
    subscription.last_error = plain_text.squeeze(reason, MAX_ERROR)
    subscription.failures += 1
    _end(subscription)


def is_past_hope(subscription: CalendarSubscription, *, tried_before_at: int | None) -> bool:
    """Whether it fails for HOPE seconds now, and did not yet at the try before: true once."""
    if subscription.failing_since_at is None:
        return False
    over_at = subscription.failing_since_at + HOPE
    return (tried_before_at or 0) < over_at <= clock.now()


def put_off(subscription: CalendarSubscription) -> None:
    """End an attempt that came to nothing for reasons of ours; it stays due."""
    subscription.leased_until_at = None


def _end(subscription: CalendarSubscription) -> None:
    subscription.leased_until_at = None
    subscription.next_try_at = clock.now() + _pause(subscription.failures)


def _pause(failures: int) -> int:
    """Seconds until the next try: the interval, twice as long after each further failure."""
    interval = settings().import_interval or HOUR
    doubled = interval * 2 ** min(max(failures - 1, 0), 16)
    pause = max(interval, min(doubled, MAX_PAUSE))
    return int(pause + secrets.randbelow(pause * SPREAD // 100 + 1))
