"""A line for every answer, whatever it is; what a request does is known to be of it."""

import json
import logging
import time

import pytest

from app.models.audit import origin
from app.observability.access_log import LINES

EVIL = {"Host": "evil.example"}


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/healthz", 200), ("/oauth/token", 405), ("/no", 404), ("/fail", 500)],
)
def test_every_answer_has_one_line(app, client, capsys, path, status):
    app.testing = False
    app.add_url_rule("/fail", view_func=lambda: 1 / 0)
    answer = client.get(path)
    (line,) = [line for line in lines(capsys) if line["event"] == "request"]
    assert (line["status"], line["method"]) == (answer.status_code, "GET") == (status, "GET")
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert line["path"] == path
    assert line["ms"] >= 0


def test_health_checks_have_ten_lines_a_minute_and_more_when_their_answer_changes(
    app, client, capsys, monkeypatch
):
    at = [time.monotonic()]
    monkeypatch.setattr(time, "monotonic", lambda: at[0])
    looks = [*[(1, {})] * 12, (1, EVIL), *[(1, {})] * 11, (60, {})]
    for pause, headers in looks:
        at[0] += pause
        client.get("/healthz", headers=headers)
        client.get("/readyz", headers=headers)
    written = [line for line in lines(capsys) if line["event"] == "request"]
    for path in ("/healthz", "/readyz"):
        statuses = [line["status"] for line in written if line["path"] == path]
        assert statuses == [*[200] * LINES, 400, *[200] * LINES, 200]


def test_every_health_check_has_a_line_while_debugging(client, capsys, monkeypatch):
    monkeypatch.setattr(logging.root, "level", logging.DEBUG)
    for _time in range(LINES + 2):
        client.get("/healthz")
    written = [line for line in lines(capsys) if line["event"] == "request"]
    assert len(written) == LINES + 2


def test_unknown_host_has_a_line_too(client, capsys):
    assert client.get("/healthz", headers=EVIL).status_code == 400
    assert [line["status"] for line in lines(capsys) if line["event"] == "request"] == [400]


def test_acts_are_of_the_request_until_it_is_answered(app, client):
    seen = []
    app.add_url_rule("/act", view_func=lambda: seen.append(origin.current()) or "")
    answer = client.get(
        "/act",
        headers={"User-Agent": "Firefox\x07"},
        environ_base={"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6"},
    )
    (act,) = seen
    assert (act.address, act.agent) == ("2001:db8:1:2::/64", "Firefox\ufffd")
    assert act.request_id == answer.headers["X-Request-ID"]
    assert origin.current() == origin.Origin()
