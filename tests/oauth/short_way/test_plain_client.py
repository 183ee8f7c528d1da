"""Clients that authenticate by a secret keep no writer waiting, right or wrong."""

import sqlite3

import pytest


@pytest.fixture
def writer(settings):
    """Another process that holds SQLite's only writing lock."""
    connection = sqlite3.connect(settings.database.removeprefix("sqlite:///"), isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


def test_introspection_answers_while_another_process_writes(machine, poster, tokens, request):
    request.getfixturevalue("writer")
    sent = {"token": tokens["access_token"], **poster.credentials()}
    assert machine.post("/oauth/introspect", data=sent).json["active"] is True
    sent = {"token": tokens["refresh_token"], **poster.credentials()}
    assert machine.post("/oauth/introspect", data=sent).json["active"] is True
    for unknown in ("sd_at_unknown", "sd_rt_unknown", "x"):
        sent = {"token": unknown, **poster.credentials()}
        assert machine.post("/oauth/introspect", data=sent).json == {"active": False}


@pytest.mark.parametrize(
    "path", ["/oauth/token", "/oauth/introspect", "/oauth/revoke", "/oauth/par"]
)
@pytest.mark.parametrize("change", [{"client_secret": "wrong"}, {"client_id": "sd_app_unknown"}])
def test_wrong_secret_is_refused_while_another_process_writes(
    machine, poster, writer, path, change
):
    sent = {"grant_type": "refresh_token", "refresh_token": "sd_rt_x", "token": "sd_at_x"}
    answer = machine.post(path, data={**sent, **poster.credentials(), **change})
    assert (answer.status_code, answer.json["error"]) == (401, "invalid_client")
