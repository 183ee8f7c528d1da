"""Verification names the first line of the trail that was tampered with."""

import pytest
from sqlalchemy import text

from app.extensions import db
from app.models.audit import audit_trail
from app.models.audit_queries import audit_verification
from app.models.audit_queries.audit_verification import Head

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("context")]

DAY = 86_400  # seconds


@pytest.fixture
def lines(clock):
    """The ids of five sealed lines, written an hour apart and days ago."""
    for number in range(5):
        audit_trail.record("mail.tested", number=number, name="Zoë \u2028\U0001f3ad")
        db.session.commit()
        clock.advance(3600)
    ids = list(db.session.scalars(text("SELECT line_id FROM audit_seal ORDER BY number")))
    clock.advance(3 * DAY)
    return ids


def tamper(statement, **values):
    db.session.execute(text(statement), values)
    db.session.commit()


def reason():
    found = audit_verification.verify()
    return found and (found.line_id, found.reason)


def test_untouched_trail_holds_and_its_head_counts_the_lines(lines):
    assert reason() is None
    assert audit_verification.head().number == 5


@pytest.mark.parametrize(
    "change",
    [
        "at = at + 1",
        "action = 'team.created'",
        "detail = '{}'",
        "address = '203.0.113.1'",
        "agent = 'x'",
        "request_id = 'x'",
    ],
)
def test_changed_line_is_found(lines, change):
    tamper(f"UPDATE audit_event SET {change} WHERE id = :id", id=lines[2])
    assert reason() == (lines[2], "changed")
    assert audit_verification.find_changed(lines) == {lines[2]}


def test_removed_line_is_found_in_the_middle_and_at_the_end(lines):
    tamper("DELETE FROM audit_event WHERE id = :id", id=lines[4])
    assert reason() == (lines[4], "removed")
    tamper("DELETE FROM audit_event WHERE id = :id", id=lines[1])
    assert reason() == (lines[1], "removed")


def test_line_removed_with_its_seal_is_found(lines):
    tamper("DELETE FROM audit_event WHERE id = :id", id=lines[1])
    tamper("DELETE FROM audit_seal WHERE line_id = :id", id=lines[1])
    assert reason() == (lines[2], "removed")


def test_two_lines_that_changed_places_are_found(lines):
    for old, new in ((lines[1], 999), (lines[2], lines[1]), (999, lines[2])):
        tamper("UPDATE audit_event SET id = :new WHERE id = :old", old=old, new=new)
    assert reason() == (lines[1], "changed")


def test_line_put_between_older_ones_is_found(lines, clock):
    later = {"id": lines[4] + 100, "action": "mail.tested", "at": clock.at}
    db.session.execute(audit_trail.TABLE.insert(), later)
    db.session.commit()
    assert reason() is None
    forged = {"id": lines[4] + 50, "action": "mail.tested", "at": clock.at - 2 * DAY}
    db.session.execute(audit_trail.TABLE.insert(), forged)
    db.session.commit()
    assert reason() == (lines[4] + 50, "added")


def test_line_that_is_put_in_with_a_past_date_is_found(lines, clock):
    """It is sealed behind the others, and a list by time shows it between them."""
    assert audit_verification.find_misdated() is None
    forged = {"id": lines[4] + 50, "action": "mail.tested", "at": clock.at - 6 * DAY}
    db.session.execute(audit_trail.TABLE.insert(), forged)
    db.session.commit()
    assert reason() is None
    misdated = audit_verification.find_misdated()
    assert (misdated.line_id, misdated.reason) == (lines[4] + 50, "misdated")


def test_beginning_that_was_cut_off_is_found(lines):
    for line_id in lines[:2]:
        tamper("DELETE FROM audit_event WHERE id = :id", id=line_id)
        tamper("DELETE FROM audit_seal WHERE line_id = :id", id=line_id)
    assert reason() == (lines[2], "removed")


def test_end_that_was_cut_off_is_found_by_a_head_that_was_written_down(lines):
    earlier = audit_verification.head()
    assert audit_verification.has_head(earlier)
    tamper("DELETE FROM audit_event WHERE id = :id", id=lines[4])
    tamper("DELETE FROM audit_seal WHERE line_id = :id", id=lines[4])
    assert reason() is None
    assert not audit_verification.has_head(earlier)
    assert not audit_verification.has_head(Head(3, "0" * 64))


def test_line_that_waits_for_its_seal_counts_as_intact(lines):
    forged = audit_trail.TABLE.insert().returning(audit_trail.TABLE.c.id)
    waiting = db.session.scalar(forged, {"action": "mail.tested"})
    assert audit_verification.find_changed([*lines, waiting]) == set()
