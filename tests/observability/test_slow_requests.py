"""A slow request is logged once more, with the statements that took longest."""

import time
from types import SimpleNamespace

import pytest

from app.database.statement_times import Statement
from app.extensions import db
from app.models.values import secret
from app.observability import slow_requests
from tests.support.factories import make_client, make_grant, make_team, make_tokens, make_user
from tests.support.settings import make_settings


@pytest.fixture(autouse=True)
def slowness(monkeypatch):
    """A second that each request takes longer than it does: some take less than a millisecond."""
    slow = SimpleNamespace(monotonic=lambda: time.monotonic() + 1)
    monkeypatch.setattr(slow_requests, "time", slow)


@pytest.fixture
def slow_request():
    """Milliseconds; override it."""
    return 1000


@pytest.fixture
def settings(database_url, tmp_path, slow_request):
    """With a limit that every request exceeds, or none."""
    return make_settings(
        database_url=database_url, stagedoor_home=tmp_path, slow_request=slow_request
    )


def lines(caplog):
    """The members of each line about a slow request, before they are written as JSON."""
    members = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    return [each for each in members if each["event"] == "slow request"]


@pytest.mark.both_databases
def test_line_names_the_slowest_statements_and_no_value(client, app, caplog):
    with app.app_context():
        make_user("ana@example.org")
        db.session.commit()
    form = {"email": "ana@example.org", "password": "wrong-and-secret"}
    page = client.get("/login").text
    form["csrf_token"] = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    caplog.clear()
    answer = client.post("/login", data=form)

    (line,) = lines(caplog)
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert (line["method"], line["path"], line["level"]) == ("POST", "/login", "warning")
    assert line["statements"] >= 2
    assert 1 <= len(line["slowest"]) <= 5
    assert any("user_account" in each["sql"] for each in line["slowest"])
    assert [each["ms"] for each in line["slowest"]] == sorted(
        (each["ms"] for each in line["slowest"]), reverse=True
    )
    assert "ana@example.org" not in repr(line)
    assert "wrong-and-secret" not in repr(line)


def test_hot_reads_are_among_the_statements(client, caplog):
    token = secret.generate(secret.Kind.ACCESS_TOKEN)
    client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert any("access_token" in each["sql"] for line in lines(caplog) for each in line["slowest"])


@pytest.mark.both_databases
def test_writes_of_a_short_transaction_are_among_the_statements(app, client, caplog):
    with app.app_context():
        owner = make_user()
        registered, secret_value = make_client(owner)
        _token, refresh_token = make_tokens(make_grant(registered, owner, make_team(owner)))
        db.session.commit()
        body = {"client_id": registered.client_id, "client_secret": secret_value}
    body |= {"grant_type": "refresh_token", "refresh_token": refresh_token}
    assert client.post("/oauth/token", data=body).status_code == 200
    (line,) = lines(caplog)
    assert any("INSERT INTO access_token" in each["sql"] for each in line["slowest"])
    assert refresh_token not in repr(line)


@pytest.mark.parametrize("slow_request", [0, 60_000])
def test_quick_requests_have_no_line(client, caplog, slow_request):
    client.get("/login")
    assert lines(caplog) == []


@pytest.mark.parametrize(
    ("sql", "short"),
    [
        ('SELECT a.id AS id, a.b, a.end AS "end", a.c \nFROM a', "SELECT a.id AS id, … FROM a"),
        ("x IN (?, ?, ?, ?, ?) ORDER BY x", "x IN (?, …) ORDER BY x"),
        ("x IN (%(x_1)s, %(x_2)s, %(x_3)s, %(x_4)s)", "x IN (%(x_1)s, …)"),
        (
            "INSERT INTO a (b, c, d, e) VALUES (:b, :c, :d, :e)",
            "INSERT INTO a (b, …) VALUES (:b, …)",
        ),
        ("SELECT a, b, c FROM d WHERE e = ?", "SELECT a, b, c FROM d WHERE e = ?"),
    ],
)
def test_long_lists_of_a_statement_are_cut(sql, short):
    assert slow_requests.shorten(sql) == short


def test_statements_that_differ_in_the_length_of_a_list_are_added_up():
    statements = [Statement(f"SELECT a WHERE b IN ({', '.join('?' * n)})", 0.25) for n in (4, 5, 6)]
    assert slow_requests.list_slowest([Statement("SELECT 1", 0.5), *statements]) == [
        {"ms": 750, "times": 3, "sql": "SELECT a WHERE b IN (?, …)"},
        {"ms": 500, "times": 1, "sql": "SELECT 1"},
    ]
