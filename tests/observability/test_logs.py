"""Log lines: JSON, each with the id of its request, which is always ours."""

import json
import re

import pytest

from app.extensions import db
from app.observability.logs import add_request_id
from tests.support import audit
from tests.support.factories import make_user
from tests.support.forms import submit

OURS = re.compile(r"req_[a-z2-7]{16}")


def access_line(capsys):
    return next(
        json.loads(line) for line in capsys.readouterr().out.splitlines() if '"request"' in line
    )


def test_id_of_a_request_is_ours_and_the_callers_is_logged_beside_it(client, capsys):
    answer = client.get("/healthz", headers={"X-Request-ID": "trace-0123456789"})
    line = access_line(capsys)
    assert OURS.fullmatch(answer.headers["X-Request-ID"])
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert line["caller_request_id"] == "trace-0123456789"


@pytest.mark.parametrize(
    "chosen", ["<script>", "short", "x" * 65, "req id 12345", "a" * 10 + "\xe9", ""]
)
def test_odd_id_of_a_caller_is_not_even_logged(chosen, client, capsys):
    client.get("/healthz", headers={"X-Request-ID": chosen})
    assert "caller_request_id" not in access_line(capsys)


def test_id_that_looks_like_ours_does_not_become_ours(app, client):
    """Or an attacker could put their acts under the id of another request."""
    with app.app_context():
        make_user("ana@example.org")
        db.session.commit()
    forged = "req_aaaaaaaaaaaaaaaa"
    client.environ_base["HTTP_X_REQUEST_ID"] = forged
    answer = submit(client, "/login", "Sign in", email="ana@example.org", password="wrong")
    assert answer.headers["X-Request-ID"] != forged
    with app.app_context():
        assert [line.request_id != forged for line in audit.lines()] == [True]


def test_line_of_a_request_has_both_ids_and_one_outside_has_none(app, client):
    app.add_url_rule("/log", view_func=lambda: add_request_id(None, "", {"a": 1}))
    answer = client.get("/log", headers={"X-Request-ID": "trace-0123456789"})
    ours = answer.headers["X-Request-ID"]
    ids = {"request_id": ours, "caller_request_id": "trace-0123456789"}
    assert answer.json == ids | {"a": 1}
    assert add_request_id(None, "", {"a": 1}) == {"a": 1}


def test_address_is_the_network(client, capsys):
    client.get("/healthz", environ_base={"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6"})
    assert access_line(capsys)["address"] == "2001:db8:1:2::/64"
