"""The request log: filters in the address, pages, one call in detail."""

import re
from html import unescape

import pytest

from app.extensions import db
from app.models.clients.client import Client
from app.models.flow_doctor.diagnosis import Reason, Step
from app.models.flow_doctor.flow_failure import FlowFailure
from app.models.grants.grant import Grant
from app.models.teams.membership import Membership
from app.models.usage import request_search
from app.models.usage.request_log import SUCCESSES_A_MINUTE, RequestLine
from app.portal.flow_doctor.flow_token_reasons import TEXTS
from tests.support.client_pages import make_client_of
from tests.support.factories import make_grant, make_team, make_user
from tests.support.people import sign_in
from tests.support.usage import count_calls

DAY = 86_400


@pytest.fixture
def poster(app):
    """An app of dev@example.org, allowed by one person for Harbour Hall; its client id."""
    client_id = make_client_of(app, "dev@example.org", name="Poster Board")
    with app.app_context():
        team = make_team(make_user(), name="Harbour Hall", slug="harbour-hall")
        make_grant(Client.find(client_id), Membership.list_of(team)[0].user, team)
        db.session.commit()
    return client_id


@pytest.fixture
def call(app, poster):
    """Count calls of the app."""

    def count(**details):
        with app.app_context():
            grant = db.session.scalars(db.select(Grant)).one()
            count_calls(Client.find(poster), grant, **details)

    return count


@pytest.fixture
def log(client, poster):
    """Ask for the log with some query; its text."""
    sign_in(client, "dev@example.org")
    return lambda query="": client.get(f"/developer/apps/{poster}/log{query}").text


def paths_in(page):
    """The requests that the page lists, in order."""
    return re.findall(r'<code translate="no">(\w+ /[^<]*)</code></a>', page)


def add_failure(client_id, reason, *, request_id, at):
    """Let the flow doctor have seen a refused call of the app."""
    row = FlowFailure(client_id=Client.find(client_id).id, step=Step.API, reason=reason)
    row.proven, row.first_at, row.last_at = True, at, at
    row.request_id = row.likeness = request_id
    db.session.add(row)
    db.session.commit()


def test_log_is_newest_first_and_picks_by_what_the_address_says(log, call, clock):
    call(path="/one", at=clock.at - 60)
    call(path="/two", method="POST", endpoint="dialects.add_event", at=clock.at - 40)
    call(path="/three", status=403, error="access_denied", request_id="req_wanted", at=clock.at)
    call(path="/four", team_id=0, at=clock.at)

    assert paths_in(log()) == ["GET /four", "GET /three", "POST /two", "GET /one"]
    for query, found in {
        "status=4": ["GET /three"],
        "method=POST": ["POST /two"],
        "route=dialects.add_event": ["POST /two"],
        "team=harbour-hall": ["GET /three", "POST /two", "GET /one"],
        "q=req_wanted": ["GET /three"],
        "status=4&method=POST": [],
        "team=another": [],
        "status=9&method=%00": ["GET /four", "GET /three", "POST /two", "GET /one"],
    }.items():
        assert paths_in(log(f"?{query}")) == found, query
    assert "No request matches" in log("?team=another")


def test_long_log_has_pages_that_keep_the_filter(client, log, call, clock):
    for minute in range(4):
        call(calls=SUCCESSES_A_MINUTE, at=clock.at - 60 * minute)
    call(status=404, at=clock.at)

    first = log("?status=2")
    following = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")

    assert (len(paths_in(first)), len(paths_in(client.get(following).text))) == (50, 30)
    assert "status=2" in following


def test_log_says_when_lines_were_left_out(log, call):
    call(calls=SUCCESSES_A_MINUTE)
    assert "are not listed" not in log()
    call(calls=SUCCESSES_A_MINUTE + 7)
    assert "7 of 47 requests are not listed" in log()


def test_log_ends_after_thirty_days(log, call, clock):
    call(at=clock.at - 31 * DAY)

    assert "No requests yet" in log()
    assert "Too long ago" in log(f"?after={clock.at - 31 * DAY}.9")


def test_one_call_shows_all_that_is_kept(client, log, call):
    call(
        status=403,
        error="access_denied",
        description="The token does not reach this team.",
        token_end="k3v9",
        request_id="req_example7",
        milliseconds=1234,
    )
    opened = client.get(re.search(r'href="([^"]+/log/\d+)"', log())[1]).text

    for words in ("The token does not reach this team.", "…k3v9", "req_example7", "1.2 s"):
        assert words in opened


def test_number_of_another_apps_call_is_unknown(app, client, poster, log, call):
    call()
    other = make_client_of(app, "dev@example.org", name="Other")
    number = re.search(r"/log/(\d+)", log())[1]

    assert client.get(f"/developer/apps/{poster}/log/{number}").status_code == 200
    assert client.get(f"/developer/apps/{other}/log/{number}").status_code == 404
    assert client.get(f"/developer/apps/{poster}/log/{10**40}").status_code == 404


def test_failed_call_says_what_the_flow_doctor_knows(app, client, poster, log, call, clock):
    call(status=403, error="access_denied", request_id="req_refused", at=clock.at)
    with app.app_context():
        add_failure(poster, Reason.TOKEN_EXPIRED, request_id="req_refused", at=clock.at)

    page = log()
    opened = client.get(re.search(r'href="([^"]+/log/\d+)"', page)[1]).text
    title, fix = (str(text) for text in TEXTS[Reason.TOKEN_EXPIRED])

    assert title.partition("%")[0] in unescape(page)
    assert title.partition("%")[0] in unescape(opened)
    assert fix.partition("%")[0] in unescape(opened)


def test_filters_by_path_error_exact_status_and_time_are_kept_in_the_address(log, call, clock):
    call(path="/api/v1/me", status=401, error="invalid_token", at=clock.at - 2 * 3600)
    call(path="/api/v1/ME/tickets", at=clock.at - 60)
    call(path="/api/v1/teams%", status=404, error="not_found", at=clock.at)
    for query, found in {
        "path=/me": ["GET /api/v1/ME/tickets", "GET /api/v1/me"],
        "path=%25": ["GET /api/v1/teams%"],
        "error=invalid_token": ["GET /api/v1/me"],
        "status=404": ["GET /api/v1/teams%"],
        "since=hour": ["GET /api/v1/teams%", "GET /api/v1/ME/tickets"],
        "since=hour&status=4": ["GET /api/v1/teams%"],
        "since=century&status=4040": [
            "GET /api/v1/teams%", "GET /api/v1/ME/tickets", "GET /api/v1/me",
        ],
    }.items():  # fmt: skip
        assert paths_in(log(f"?{query}")) == found, query
    page = log("?status=404&error=invalid_token&since=day&path=/x")
    for kept in ('value="404" selected', 'value="invalid_token" selected', 'value="day" selected'):
        assert kept in page
    assert "log.csv?path=/x" in page or "log.csv?" in page


def test_rare_lines_are_found_a_bounded_page_at_a_time(monkeypatch, client, log, call, clock):
    monkeypatch.setattr(request_search, "MAX_READ", 5)
    call(path="/rare", at=clock.at - 600)
    for minute in range(1, 9):
        call(path="/often", at=clock.at - minute)
    page, seen = log("?path=rare"), 0
    while not paths_in(page):
        following = re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")
        page, seen = client.get(following).text, seen + 1
    assert (paths_in(page), seen) == (["GET /rare"], 1)


def test_log_is_followed_live_by_a_link_that_keeps_the_filters(log, call):
    call()
    page = unescape(log("?status=2"))
    assert "data-live" not in page
    assert re.search(r'href="[^"]*/log\?[^"]*status=2[^"]*live=1|live=1[^"]*status=2', page)
    assert 'data-live="log"' in log("?status=2&live=1")


def test_csv_has_the_filtered_lines_and_no_formula(client, poster, log, call):
    log()
    call(path="/kept", status=404, error="=cmd()", description="@SUM(A1)")
    call(path="/other")
    answer = client.get(f"/developer/apps/{poster}/log.csv?status=4")
    assert answer.mimetype == "text/csv"
    assert "/kept" in answer.text
    assert "/other" not in answer.text
    assert '"\'=cmd()"' in answer.text
    assert '"\'@SUM(A1)"' in answer.text


def test_csv_of_another_developers_app_is_unknown(app, client, log):
    log()
    other = make_client_of(app, "other@example.org", name="Other")
    assert client.get(f"/developer/apps/{other}/log.csv").status_code == 404


def test_opened_call_shows_its_query_and_headers(app, client, log, call):
    call()
    with app.app_context():
        line = db.session.scalars(db.select(RequestLine)).one()
        line.query, line.headers_json, line.proven = "limit=5", '{"Accept": "text/x-test"}', False
        db.session.commit()
    page = log()
    assert "?limit=5" in page
    opened = client.get(re.search(r'href="([^"]+/log/\d+)"', page)[1]).text
    for words in ("?limit=5", "text/x-test", "only names the app"):
        assert words in opened
