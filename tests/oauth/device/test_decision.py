"""The decision about a device: by the person whose page it is, about what was shown, once."""

import pytest

from app.extensions import db
from app.models.credentials.devices.device_authorization import DeviceAuthorization
from app.models.grants.grant import Grant
from app.models.grants.owner_request import OwnerRequest
from app.models.teams.membership import Role
from app.models.teams.team import Team
from tests.support import device_flow as device
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.audit import actions
from tests.support.forms import find_form, submit
from tests.support.people import sign_in

pytestmark = pytest.mark.both_databases


@pytest.fixture
def otto(app):
    """The browser of an owner of another team."""
    browser = app.test_client()
    sign_in(browser, flow.make_organizer(app, "otto@example.org", "night-owl"))
    return browser


def test_approval_gives_a_grant_for_the_team_and_says_so(app, browser, codes):
    answer = device.decide(browser, codes)
    assert answer.status_code == 200
    assert "The device is connected" in answer.text
    assert "Harbour Hall" in answer.text
    with app.app_context():
        grant = db.session.query(Grant).one()
        assert [team.slug for team in grant.teams] == ["harbour-hall"]
        assert {"consent.approved", "device.connected"} <= set(actions())


def test_denial_leaves_nothing_and_says_so(app, browser, codes):
    answer = device.decide(browser, codes, "Deny")
    assert "The device was not connected" in answer.text
    assert flow.count(app, Grant) == 0
    with app.app_context():
        assert "consent.denied" in actions()


def test_another_person_cannot_use_the_page_or_the_decided_code(app, browser, otto, codes):
    """What one person was shown decides nothing in the browser of another."""
    form = find_form(browser.get(device.page_of(codes)).text, "Authorize")
    stolen = otto.post(form.action, data=form.press("Authorize"))
    assert (stolen.status_code, stolen.location) == (303, device.page_of(codes))
    assert flow.count(app, Grant) == 0
    device.decide(browser, codes)
    assert otto.get(device.page_of(codes)).status_code == 404
    with app.app_context():
        assert db.session.query(Grant).one().user.email == "olivia@example.org"


def test_pages_of_two_people_have_one_decision(app, browser, otto, machine, scanner, codes):
    form = find_form(otto.get(device.page_of(codes)).text, "Deny")
    device.decide(browser, codes)
    late = otto.post(form.action, data=form.press("Deny"))
    assert late.status_code == 410
    assert device.poll(machine, scanner, codes["device_code"]).status_code == 200


def test_second_answer_to_one_page_changes_nothing(app, browser, machine, scanner, codes):
    form = find_form(browser.get(device.page_of(codes)).text, "Deny")
    browser.post(form.action, data=form.press("Authorize"))
    again = browser.post(form.action, data=form.press("Deny"))
    assert again.status_code == 400
    assert "already" in again.text
    assert device.poll(machine, scanner, codes["device_code"]).status_code == 200


def test_page_that_outlives_its_code_says_so(app, browser, codes, clock):
    form = find_form(browser.get(device.page_of(codes)).text, "Authorize")
    clock.advance(900)
    late = browser.post(form.action, data=form.press("Authorize"))
    assert late.status_code == 410
    assert flow.count(app, Grant) == 0


def test_ticket_of_a_redirect_decides_no_device_and_the_other_way_round(
    app, browser, poster, codes
):
    for_app = find_form(browser.get(flow.authorize_path(poster)).text, "Authorize")
    for_device = find_form(browser.get(device.page_of(codes)).text, "Authorize")
    mixed = browser.post(for_device.action, data=for_app.press("Authorize"))
    assert (mixed.status_code, mixed.location[:17]) == (303, "/oauth/authorize?")
    mixed = browser.post(for_app.action, data=for_device.press("Authorize"))
    assert mixed.status_code == 400
    assert flow.count(app, Grant) == 0


def test_team_that_was_not_shown_is_refused(app, browser, otto, codes):
    answer = device.decide(browser, codes, team="night-owl")
    assert answer.status_code == 403
    assert flow.count(app, Grant) == 0
    with app.app_context():
        assert db.session.query(DeviceAuthorization).one().decided_at is None


def test_no_button_and_no_session_decide_nothing(app, browser, codes):
    form = find_form(browser.get(device.page_of(codes)).text, "Authorize")
    fields = {k: v for k, v in form.press("Authorize").items() if k != "decision"}
    assert browser.post(form.action, data=fields).status_code == 400
    signed_out = app.test_client().post("/device/decision", data=form.press("Authorize"))
    assert (signed_out.status_code, signed_out.location) == (303, device.page_of(codes))
    assert app.test_client().post("/device/decision").status_code == 400
    assert flow.count(app, Grant) == 0


def test_member_asks_an_owner(app, codes):
    with app.app_context():
        vera = factories.make_user("vera@example.org", name="Vera Conti")
        team = factories.make_team(name="Blue Room", slug="blue-room")
        factories.join(team, vera, Role.EDITOR)
        db.session.commit()
    browser = app.test_client()
    sign_in(browser, "vera@example.org")
    asked = submit(browser, device.page_of(codes), "Ask an owner", ask_team="blue-room")
    assert asked.status_code == 303
    assert asked.location == device.page_of(codes)
    assert "You asked the owners of Blue Room" in browser.get(asked.location).text
    with app.app_context():
        request = db.session.query(OwnerRequest).one()
        assert request.team_id == Team.find("blue-room").id
        assert not request.leads_to_consent
