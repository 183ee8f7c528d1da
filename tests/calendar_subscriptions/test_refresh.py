"""Reading external calendars: what is refused, and how it is reported."""

import gzip

import pytest

from app.calendar_subscriptions import refresh
from app.cap import BusyError
from app.extensions import db
from app.models.audit_queries.audit_event import AuditEvent
from app.models.calendar_subscriptions import subscription_attempt
from app.models.calendar_subscriptions.calendar_subscription import CalendarSubscription
from app.models.calendar_subscriptions.subscription_attempt import Turn
from app.models.calendar_subscriptions.subscription_removal import Fate, remove
from app.models.teams.membership import Membership, Role
from app.outbound.fetch import Outbound
from tests.support.calendars import calendar, vevent
from tests.support.factories import join, make_user
from tests.support.listener import answer
from tests.support.mails import link_to, sent_to

HOUR = 3600  # seconds
BAD_ANSWERS = {
    "redirect": (answer(b"", status="302 Found", Location="http://10.0.0.1/"), "leads on"),
    "gone": (answer(b"", status="404 Not Found"), "answers 404: the calendar is gone"),
    "broken": (answer(b"", status="500 Oh"), "answers 500 instead"),
    "oversize": (answer(b"X" * 5_300_000), "larger than 5 MB"),
    "gzip": (answer(gzip.compress(calendar("one")), **{"Content-Encoding": "gzip"}), "broke off"),
    "cut off": (answer(calendar("one"))[:-20], "broke off"),
    "page": (answer(b"<html>Sign in</html>"), "no .ics calendar"),
    "half": (answer(calendar("one", "two")[:90]), "ends in the middle"),
    "binary": (answer(b"BEGIN:VCALENDAR\r\n\x00"), "ends in the middle"),
    "endless line": (answer(calendar(vevent("one", "x" * 300_000))[:-99]), "ends in the middle"),
    "nothing": (b"", "broke off"),
}


@pytest.mark.parametrize(("sent", "said"), BAD_ANSWERS.values(), ids=BAD_ANSWERS.keys())
def test_bad_answer_changes_nothing_and_is_told_in_words(source, sent, said):
    source.says("one", "two")
    seq = source.team.change_seq

    refreshed = source.answers(sent)

    assert said in refreshed.error
    assert source.row.last_error == refreshed.error
    assert source.row.is_failing
    assert source.team.change_seq == seq
    assert source.says("one", "two").error is None
    assert not source.row.is_failing


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/a.ics",
        "https://localhost/a.ics",
        "https://[::1]/a.ics",
        "https://10.0.0.1/a.ics",
        "https://169.254.169.254/latest/meta-data/",
        "webcal://no-such-name.invalid/a.ics",
    ],
)
def test_no_address_of_ours_is_read(source, url):
    """As the machine itself resolves them."""
    assert failure_of(source, url) == "There is no public server of this name."


@pytest.mark.parametrize("url", ["http://calendars.example/", "https://ana:x@calendars.example/"])
def test_address_that_is_not_fetched_says_why(source, url):
    assert "https" in failure_of(source, url)
    assert source.listener.connections == 0


def failure_of(source, url):
    row = CalendarSubscription.add(source.team, url=url, name="X")
    db.session.commit()
    attempt = subscription_attempt.claim(Turn(row.id, None))
    return refresh.refresh(attempt, Outbound()).error


def test_slow_source_is_left_in_time(source, monkeypatch):
    """Nothing waits for a byte now and then; no transaction is open meanwhile."""
    source.listener.drips(b"HTTP/1.1 200 OK\r\n\r\n", calendar("one"), every=0.05)
    source.outbound = Hasty(source.outbound)
    assert "longer than 10 seconds" in source.refresh().error


class Hasty:
    """A way out with little patience; looks whether anybody keeps the database waiting."""

    def __init__(self, outbound):
        """Take the way out that it really goes."""
        self.outbound = outbound

    def fetch_news(self, url, **how):
        """Fetch within a fifth of a second."""
        assert not db.session().in_transaction()
        return self.outbound.fetch_news(url, seconds=0.2, **how)


def test_full_process_counts_as_no_failure(source):
    source.outbound.slots.acquire()
    with pytest.raises(BusyError):
        source.refresh()
    assert not source.row.is_failing
    assert source.row.leased_until_at is None


def test_more_events_than_others_can_wait_for_are_refused(source, monkeypatch):
    monkeypatch.setattr(refresh, "MAX_EVENTS", 1)
    assert "more than 1 events" in source.says("one", "two").error


def test_unusable_validators_are_not_kept(source, listener):
    source.says("one", ETag='"' + "x" * 300 + '"', **{"Last-Modified": "é"})
    assert (source.row.etag, source.row.last_modified) == ("", "")
    source.refresh()
    assert "If-" not in listener.heads[-1]


def test_failures_wait_longer_each_time_up_to_a_day(source, clock):
    pauses = []
    for _ in range(8):
        source.answers(answer(b"no"))
        pauses.append((source.row.next_try_at - clock.now()) / HOUR)
    assert all(
        least <= pause <= least * 1.1
        for least, pause in zip((1, 2, 4, 8, 16, 24, 24, 24), pauses, strict=True)
    )
    source.says("one")
    assert 1 <= (source.row.next_try_at - clock.now()) / HOUR <= 1.1
    assert source.row.failures == 0


def test_who_added_it_is_mailed_once_after_a_day(app, source, clock):
    source.row.added_by = Membership.list_of(source.team)[0].user
    db.session.commit()
    for _ in range(30):
        source.answers(answer(b"no"))
        clock.advance(HOUR)

    assert sent_to(app, "ana@example.org") == ["Town cannot be read any more"]
    path = f"/teams/harbour-hall/calendars/{source.row.public_id}"
    assert link_to(app, "ana@example.org") == path
    assert "private-0123456789" not in app.extensions["mail_outbox"][0].body


def test_reason_is_in_the_language_of_who_reads_the_mail(app, source, clock):
    ana = source.row.added_by = Membership.list_of(source.team)[0].user
    ana.locale = "de"
    db.session.commit()
    for _ in range(30):
        source.answers(answer(b"", status="500 Oh"))
        clock.advance(HOUR)

    assert source.row.last_error == "It answers 500 instead of a calendar."
    body = app.extensions["mail_outbox"][0].body
    assert "Die Antwort ist 500 statt eines Kalenders." in body


def test_who_may_do_nothing_about_it_is_not_mailed(app, source, clock):
    source.row.added_by = make_user("vi@example.org")
    join(source.team, source.row.added_by, Role.VIEWER)
    db.session.commit()
    source.answers(answer(b"no"))
    clock.advance(30 * HOUR)
    source.answers(answer(b"no"))

    assert sent_to(app, "vi@example.org") == []


def test_address_stands_in_no_log_line_or_audit_line(source, caplog):
    source.answers(answer(b"no"))
    source.says("one")

    assert "private-0123456789" not in caplog.text
    lines = db.session.scalars(db.select(AuditEvent)).all()
    assert "calendar.read" in {line.action for line in lines}
    assert not any("private" in line.detail for line in lines)
    assert source.row.shown_url == "calendars.example/….ics"


def test_reading_that_somebody_ended_meanwhile_writes_nothing(source):
    attempt = subscription_attempt.claim(Turn(source.id, None))
    team, by = source.team, make_user()
    remove(source.row, Fate.KEEP, by=by)
    db.session.commit()
    source.listener.says(answer(calendar("one")))

    assert refresh.refresh(attempt, source.outbound) is None
    assert team.change_seq == 0


def test_attempt_that_took_too_long_writes_nothing(source, clock):
    late = subscription_attempt.claim(Turn(source.id, None))
    clock.advance(subscription_attempt.LEASE)
    source.says("one", "two")
    source.listener.says(answer(calendar("other")))

    assert refresh.refresh(late, source.outbound) is None
    assert set(source.calls()) == {"one", "two"}
