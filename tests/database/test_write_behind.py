"""The write-behind buffer loses nothing but what a killed process had not written."""

import pytest
import structlog
from sqlalchemy.exc import DataError, OperationalError

from app.database.write_behind import Deferred
from app.extensions import db


class Numbers(Deferred):
    """A buffer of numbers that stores them in a list, or fails."""

    name = "numbers"

    def __init__(self, *options):
        super().__init__(*options)
        self.entries, self.stored, self.is_broken = [], [], None

    def add(self, number):
        with self._lock:
            self.entries.append(number)
            self._set_timer()

    def _take(self):
        taken, self.entries = self.entries, []
        return taken

    def _store(self, connection, taken):
        if self.is_broken:
            raise self.is_broken("INSERT", None, Exception("busy"))
        self.stored += taken

    def _put_back(self, taken):
        self.entries[:0] = taken


@pytest.fixture
def numbers(context):
    return Numbers.of_app()


def test_app_has_one_buffer_in_a_process(numbers):
    assert Numbers.of_app() is numbers


def test_entries_are_written_together_and_once(numbers):
    numbers.add(1)
    numbers.add(2)
    assert (numbers.stored, numbers._timer is not None) == ([], True)
    numbers.write()
    numbers.write()
    assert (numbers.stored, numbers.entries, numbers._timer) == ([1, 2], [], None)


def test_failed_write_keeps_the_entries_and_tries_again_later(numbers):
    numbers.add(1)
    numbers.is_broken = OperationalError
    numbers.write()
    assert (numbers.entries, numbers._timer is not None) == ([1], True)
    numbers.is_broken = None
    numbers.add(2)
    numbers.write()
    assert numbers.stored == [1, 2]


def test_warning_is_kept_for_what_does_not_pass_by_itself(numbers):
    numbers.add(1)
    numbers.is_broken = OperationalError
    with structlog.testing.capture_logs() as lines:
        for _time in range(3):
            numbers.write()
        numbers.is_broken = None
        numbers.write()
        numbers.add(2)
        numbers.is_broken = OperationalError
        numbers.write()
        numbers.write(is_last=True)
    assert [(line["log_level"], line["event"], line["failures"]) for line in lines] == [
        ("info", "numbers not written yet", 1),
        ("info", "numbers not written yet", 2),
        ("warning", "numbers not written", 3),
        ("info", "numbers not written yet", 1),
        ("warning", "numbers not written", 2),
    ]


def test_values_that_the_database_refuses_are_dropped(numbers):
    """They would be refused for ever, and what comes later with them."""
    numbers.add(1)
    numbers.is_broken = DataError
    numbers.write()
    assert (numbers.entries, numbers._timer) == ([], None)
    numbers.is_broken = None
    numbers.add(2)
    numbers.write()
    assert numbers.stored == [2]


def test_process_after_a_fork_has_a_buffer_of_its_own(numbers):
    numbers._process += 1
    own = Numbers.of_app()
    assert own is not numbers
    assert not own.is_inherited


def test_timer_writes_after_the_delay(context):
    numbers = Numbers(db.engine, 0.01)
    numbers.add(1)
    numbers._timer.join(5)
    assert numbers.stored == [1]
