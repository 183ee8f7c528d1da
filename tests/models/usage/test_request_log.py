"""Lines of the request log fit their columns, and an app gets a limited number a minute."""

import pytest

from app.models.usage.request_log import (
    FAILURES_A_MINUTE,
    MINUTE,
    SUCCESSES_A_MINUTE,
    Call,
    Details,
    RequestLine,
    Share,
)

CALL = Call(client_id=7, endpoint="api.list_events", status=200, milliseconds=9)


def test_line_has_every_column_and_fits_it():
    long = dict.fromkeys(("path", "request_id", "token_end", "error", "description"), "x" * 300)
    line = CALL._replace(method="x" * 30, endpoint="x" * 99, **long).as_line(
        at=5, details=Details("x" * 999)
    )
    columns = {column.name: column for column in RequestLine.__table__.columns}
    assert set(line) == set(columns) - {"id"}
    assert line["at"] == 5
    lengths = {name: getattr(columns[name].type, "length", None) for name in line}
    assert {name: len(line[name]) for name in line if lengths[name]} == {
        name: length for name, length in lengths.items() if length
    }


@pytest.mark.parametrize(
    ("path", "kept"),
    [("/café", "/café"), ("/a\x00b", "/a\ufffdb"), ("/a\nb", "/a\ufffdb"), ("\udc80", "\ufffd")],
    ids=["letters", "NUL", "line break", "lone surrogate"],
)
def test_what_a_database_may_refuse_is_replaced(path, kept):
    assert CALL._replace(path=path).as_line(at=0)["path"] == kept


@pytest.mark.parametrize(
    ("status", "limit"),
    [(304, SUCCESSES_A_MINUTE), (429, FAILURES_A_MINUTE), (500, FAILURES_A_MINUTE)],
)
def test_lines_of_a_minute_are_limited_by_app_and_outcome(status, limit):
    share, call = Share(), CALL._replace(status=status)
    taken = [share.take(call, at=MINUTE) for _number in range(limit + 1)]
    assert taken == [True] * limit + [False]
    assert share.take(call._replace(client_id=8), at=MINUTE)
    assert share.take(call._replace(status=404 if status < 400 else 200), at=MINUTE)
    assert not share.take(call, at=2 * MINUTE - 1)
    assert share.take(call, at=2 * MINUTE)
