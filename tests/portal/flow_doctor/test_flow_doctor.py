"""The flow doctor's page: reasons and fixes in words, kept in bounds, for the developer alone."""

import html

import pytest

from app.extensions import db
from app.models.clients.client import Client
from app.models.flow_doctor import flow_failure_buffer, flow_failure_store
from app.models.flow_doctor.diagnosis import Reason, Step, because
from app.models.flow_doctor.flow_failure import FlowFailure
from app.models.housekeeping import client_deletion, purge
from app.models.values import secret
from tests.support import client_pages
from tests.support.people import sign_in

DEV = "dev@example.org"
URI = client_pages.URI


@pytest.fixture
def client_id(app):
    return client_pages.make_client_of(app, DEV, name="Poster Board")


@pytest.fixture
def browser(app, client_id):
    client = app.test_client()
    sign_in(client, DEV)
    return client


def page_of(browser, client_id, query=""):
    answer = browser.get(f"/developer/apps/{client_id}/doctor{query}")
    assert answer.status_code == 200
    return html.unescape(answer.text)


def note(app, client_id, *diagnoses, proven=True, request_id="req_one"):
    with app.app_context():
        for diagnosis in diagnoses:
            flow_failure_buffer.note(
                client_id, Step.TOKEN, diagnosis, proven=proven, request_id=request_id
            )
        flow_failure_buffer.flush()


def rows(app):
    with app.app_context():
        return [
            (row.reason, row.count, row.proven)
            for row in db.session.scalars(db.select(FlowFailure).order_by(FlowFailure.id))
        ]


def many(count, start=0):
    """So many different failures."""
    return [because(Reason.GRANT_TYPE_UNSUPPORTED, sent=f"kind {start + n}") for n in range(count)]


def test_addresses_stand_beside_each_other_with_the_difference_marked(browser, client_id):
    browser.get(f"/oauth/authorize?response_type=code&client_id={client_id}&redirect_uri={URI}/")
    page = page_of(browser, client_id)
    assert "A trailing slash makes it a different address." in page
    assert f"{URI}<mark>/</mark>" in page
    assert "not authenticated" in page


def test_wrong_secret_tells_which_ones_live_and_whether_they_were_used(app, browser, client_id):
    browser.post(
        "/oauth/token",
        data={"grant_type": "refresh_token", "client_id": client_id, "client_secret": "sd_sec_x"},
    )
    with app.app_context():
        end = Client.find(client_id).live_secrets[0].last_four
    page = page_of(browser, client_id)
    assert "was cut or altered" in page
    assert f"The secret ending in {end} was never used." in page


def test_page_of_others_is_not_there(app, browser):
    other = client_pages.make_client_of(app, "rival@example.org")
    assert browser.get(f"/developer/apps/{other}/doctor").status_code == 404


def test_list_is_picked_from_by_step_and_request(app, browser, client_id):
    note(app, client_id, because(Reason.CODE_UNKNOWN), request_id="req_this")
    note(app, client_id, because(Reason.REFRESH_UNKNOWN), request_id="req_that")
    assert "Not a refresh token" not in page_of(browser, client_id, "?q=req_this")
    assert "No failure matches" in page_of(browser, client_id, "?step=api")
    assert "Not a code of this app" in page_of(browser, client_id, "?step=token&after=no.number")


def test_long_list_has_pages(app, browser, client_id):
    note(app, client_id, *many(35))
    first = page_of(browser, client_id)
    assert first.count('class="fault"') == 30
    following = first.split('rel="next" href="')[1].split('"')[0]
    assert html.unescape(browser.get(following).text).count('class="fault"') == 5


def test_new_app_has_nothing_to_heal(browser, client_id):
    assert "Nothing was refused" in page_of(browser, client_id)


@pytest.mark.both_databases
def test_same_failure_is_counted_and_not_listed_again(app, client_id, clock):
    for seconds in (0, 10, 300):
        clock.advance(seconds)
        note(app, client_id, because(Reason.CODE_EXPIRED, seconds=seconds))
    assert rows(app) == [("code_expired", 3, True)]
    clock.advance(flow_failure_store.SAME + 1)
    note(app, client_id, because(Reason.CODE_EXPIRED, seconds=1))
    assert rows(app) == [("code_expired", 3, True), ("code_expired", 1, True)]


@pytest.mark.both_databases
def test_flood_of_unproven_requests_becomes_one_row(app, client_id, monkeypatch):
    monkeypatch.setattr(flow_failure_store, "MAX_UNPROVEN_AN_HOUR", 5)
    note(app, client_id, *many(5), proven=False)
    for start in range(100, 400, 100):
        note(app, client_id, *many(100, start), proven=False)
    note(app, client_id, because(Reason.CODE_UNKNOWN))
    found = rows(app)
    assert found[-1] == ("code_unknown", 1, True)
    assert ("not_listed", 300, False) in found
    assert len(found) == 7


def test_oldest_give_way(app, client_id, monkeypatch):
    monkeypatch.setattr(flow_failure_store, "MAX_ROWS", 3)
    note(app, client_id, *many(2), proven=False)
    note(app, client_id, *many(8))
    assert len(rows(app)) == 5


def test_ids_of_no_app_leave_nothing(app, client_id):
    note(app, "sd_app_nobody", because(Reason.CODE_UNKNOWN))
    assert rows(app) == []


def test_memory_is_bounded(app, client_id, monkeypatch):
    monkeypatch.setattr(flow_failure_buffer, "MAX_NOTED", 10)
    with app.app_context():
        for _ in range(100):
            unknown = secret.generate(secret.Kind.CLIENT_ID)
            flow_failure_buffer.note(unknown, Step.TOKEN, many(1)[0], proven=False)
        assert len(flow_failure_buffer.FlowFailures.of_app()._notes) == 10
        flow_failure_buffer.flush()


@pytest.mark.both_databases
def test_failures_go_after_thirty_days_and_with_their_app(app, client_id, clock):
    note(app, client_id, because(Reason.CODE_UNKNOWN))
    clock.advance(31 * 86_400)
    note(app, client_id, because(Reason.REFRESH_UNKNOWN))
    with app.app_context():
        assert purge.purge()["flow failures"] == 1
        client_deletion.delete(Client.find(client_id))
        db.session.commit()
    note(app, client_id, because(Reason.REFRESH_UNKNOWN))
    assert rows(app) == []


def test_failing_database_spoils_no_answer(app, browser, client_id):
    with app.app_context():
        db.session.execute(db.text("ALTER TABLE flow_failure RENAME TO hidden"))
        db.session.commit()
    wrong = {"grant_type": "refresh_token", "client_id": client_id, "client_secret": "x"}
    assert browser.post("/oauth/token", data=wrong).status_code == 401
    with app.app_context():
        flow_failure_buffer.flush()
        db.session.execute(db.text("ALTER TABLE hidden RENAME TO flow_failure"))
        db.session.commit()
        flow_failure_buffer.flush()
    assert len(rows(app)) == 1


def test_teams_that_a_token_reaches_are_a_list(app, browser, client_id):
    note(
        app, client_id, because(Reason.WRONG_TEAM, sent="cellar", reached="harbour-hall night-owl")
    )
    assert "It reaches: harbour-hall, night-owl." in page_of(browser, client_id)
