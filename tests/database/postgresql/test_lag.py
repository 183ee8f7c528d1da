"""A replica's data are as old as the last moment of the primary that it has reached."""

from math import inf

from app.database.postgresql.lag import MOST_SAMPLES, Lag


def test_nothing_is_known_at_first_and_after_forgetting():
    lag = Lag()
    assert lag.seconds(100.0) == inf
    lag.note(100.0, 7, 7)
    lag.forget()
    assert lag.seconds(100.0) == inf


def test_primary_that_writes_nothing_is_no_lag():
    lag = Lag()
    for at in (100.0, 102.0, 104.0):
        lag.note(at, 7, 7)
    assert lag.seconds(105.0) == 1.0


def test_lag_counts_from_the_last_moment_that_was_reached():
    lag = Lag()
    lag.note(100.0, 7, 7)
    lag.note(102.0, 9, 7)
    lag.note(104.0, 11, 9)
    assert lag.seconds(105.0) == 3.0
    lag.note(106.0, 13, 13)
    assert lag.seconds(106.0) == 0.0


def test_lag_grows_while_nothing_is_measured():
    lag = Lag()
    lag.note(100.0, 7, 7)
    assert lag.seconds(160.0) == 60.0


def test_replica_that_stopped_for_long_takes_no_memory_and_is_known_when_it_is_back():
    lag = Lag()
    lag.note(0.0, 0, 0)
    for at in range(1, 3 * MOST_SAMPLES):
        lag.note(float(at), at, 0)
    assert len(lag._samples) == MOST_SAMPLES
    lag.note(9000.0, 9000, 9000)
    assert lag.seconds(9000.0) == 0.0
