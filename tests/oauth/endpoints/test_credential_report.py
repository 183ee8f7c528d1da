"""Reports of leaked credentials: one answer for all of them, and a mail to the owners."""

import json
import time

import pytest
from sqlalchemy import event

from app.extensions import db
from app.models.values import secret
from app.models.values.secret import Kind
from app.oauth.endpoints import credential_report
from tests.support import mails
from tests.support import oauth_flow as flow

PATH = "/credentials/report"


def report(machine, *credentials, **options):
    return machine.post(PATH, json={"credentials": list(credentials)}, **options)


@pytest.mark.both_databases
def test_reported_token_ends_and_its_owner_gets_one_mail(app, machine, poster, tokens, granted):
    answer = report(machine, tokens["access_token"], tokens["refresh_token"], "x", "")
    assert (answer.status_code, answer.json) == (202, {})
    assert not flow.is_live(app, tokens["access_token"])
    assert flow.refresh(machine, poster, tokens["refresh_token"]).status_code == 400
    with app.app_context():
        owner = flow.find_grant(granted).user.email
    [mail] = [mail for mail in app.extensions["mail_outbox"] if mail.to == owner]
    assert "an access token" in mail.body
    assert "(Poster Board)" in mail.body
    assert "sd_" not in mail.body
    report(machine, tokens["access_token"])
    assert len(mails.sent_to(app, owner)) == 1


@pytest.mark.both_databases
def test_reported_secret_stops_its_app_even_if_it_is_the_only_one(app, machine, poster, make_code):
    assert report(machine, poster.secret).status_code == 202
    assert flow.exchange(machine, poster, make_code()).status_code == 401


def test_answer_says_nothing_about_the_credentials(machine, tokens):
    unknown, damaged = secret.generate(Kind.ACCESS_TOKEN), tokens["access_token"][:-1] + "!"
    answers = [report(machine, text) for text in (tokens["access_token"], unknown, damaged, "")]
    answers.append(report(machine, tokens["access_token"]))
    seen = {
        (
            answer.status_code,
            answer.data,
            tuple(sorted((k, v) for k, v in answer.headers if k not in {"X-Request-ID", "Date"})),
        )
        for answer in answers
    }
    assert len(seen) == 1


def test_time_of_the_answer_says_nothing_about_the_credentials(machine, tokens):
    for text in (tokens["access_token"], secret.generate(Kind.ACCESS_TOKEN), "x"):
        begun = time.monotonic()
        report(machine, text)
        assert time.monotonic() - begun >= credential_report.PACE


def test_what_is_no_credential_costs_no_query(app, machine):
    statements = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    damaged = [secret.generate(kind)[:-1] + "!" for kind in Kind]
    assert report(machine, *damaged, "x" * 40_000).status_code == 202
    assert statements == []


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", "null", "x", '{"credentials": "x"}', '{"credentials": [1]}']
    + ['{"credentials": [["x"]]}', '{"credentials": {}}', '{"credentials": [], "credentials": []}']
    + ['{"credentials": ["\\ud800"]}', json.dumps({"credentials": ["x"] * 101})],
)
def test_other_bodies_are_refused(machine, body):
    answer = machine.post(PATH, data=body, content_type="application/json")
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")
    assert "error_description" in answer.json


def test_other_methods_forms_and_large_bodies_are_refused(machine):
    assert machine.get(PATH).status_code == 405
    assert machine.post(PATH, data={"credentials": "x"}).status_code == 400
    large = machine.post(PATH, data=b"x" * 70_000, content_type="application/json")
    assert (large.status_code, large.content_type) == (413, "application/json")


@pytest.mark.parametrize("text", ["\0", "\n", "a\x00b", "sd_at_\x00", "😀" * 100, "\u2028"])
def test_strange_text_is_answered_like_any_other(machine, text):
    assert report(machine, text).status_code == 202


class TestLimit:
    """Reports are limited by network."""

    @pytest.fixture
    def settings(self, settings):
        return settings.model_copy(update={"rate_limits": True, "rate_limit_report": "2 per hour"})

    def test_many_reports_are_too_many(self, machine):
        assert [report(machine).status_code for _number in range(3)] == [202, 202, 429]
