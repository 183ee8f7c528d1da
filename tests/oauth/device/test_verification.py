"""The page for the code: the same answer for every code that is none, and guessing is slow."""

import pytest

from app.extensions import db
from app.factory import create_app
from app.models.clients.client import Client
from app.models.credentials.devices.device_authorization import DeviceAuthorization
from app.models.grants.grant import Grant
from tests.support import device_flow as device
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.forms import find_form, submit
from tests.support.people import sign_in, sign_in_by_form

NO_DEVICE = "No device is waiting with this code"


def typed(browser, code):
    """The answer to the form with this code."""
    return submit(browser, "/device", "Continue", user_code=code)


@pytest.mark.both_databases
def test_code_is_typed_in_any_way_and_leads_to_the_request(browser, codes):
    answer = typed(browser, codes["user_code"].lower().replace("-", " "))
    assert answer.status_code == 303
    page = browser.get(answer.location)
    assert page.status_code == 200
    assert "Door scanner wants to connect" in page.text
    assert codes["user_code"] in page.text
    assert "Harbour Hall" in page.text
    assert "Does the device in front of you show this code?" in page.text


def test_signing_in_keeps_the_code(app, olivia, codes):
    stranger = app.test_client()
    assert stranger.get("/device").status_code == 200
    assert codes["user_code"] in stranger.get(device.page_of(codes)).text
    to_sign_in = typed(stranger, codes["user_code"])
    assert to_sign_in.status_code == 302
    assert "Signing in to connect a device" in stranger.get(to_sign_in.location).text
    signed_in = submit(
        stranger, to_sign_in.location, "Sign in", email=olivia, password=factories.PASSWORD
    )
    assert "Door scanner wants to connect" in stranger.get(signed_in.location).text


def test_form_that_was_opened_before_signing_in_elsewhere_goes_on(app, olivia, codes):
    browser = app.test_client()
    form = find_form(browser.get("/device").text, "Continue")
    sign_in(browser, olivia)
    answer = browser.post("/device", data=form.press("Continue", user_code=codes["user_code"]))
    assert answer.location == f"/device?user_code={codes['user_code']}"
    assert "Door scanner wants to connect" in browser.get(answer.location).text


def test_codes_are_not_looked_up_for_strangers(app, codes):
    """Else anyone could try them out without an account."""
    stranger = app.test_client()
    right, wrong = typed(stranger, codes["user_code"]), typed(stranger, "WDJB-MJHT")
    assert right.status_code == wrong.status_code == 302
    assert typed(stranger, "no code").status_code == 422


@pytest.mark.both_databases
def test_looking_decides_nothing(app, browser, codes):
    for method in ("get", "head"):
        assert getattr(browser, method)(device.page_of(codes)).status_code == 200
    assert flow.count(app, Grant) == 0
    with app.app_context():
        assert db.session.query(DeviceAuthorization).one().decided_at is None


def test_unknown_expired_and_used_codes_get_the_same_answer(
    app, browser, machine, scanner, codes, clock
):
    expired = codes["user_code"]
    clock.advance(900)
    used = device.ask(machine, scanner).json
    device.decide(browser, used)
    answers = [typed(browser, code) for code in (expired, used["user_code"], "WDJB-MJHT", "none")]
    assert {answer.status_code for answer in answers} == {422}
    assert all(NO_DEVICE in answer.text for answer in answers)
    shown = [browser.get(f"/device?user_code={code}") for code in (expired, "WDJB-MJHT", "none")]
    assert {answer.status_code for answer in shown} == {404}


@pytest.mark.parametrize("code", ["\x00", "é", "W" * 5000, "<b>WDJB-MJHT</b>", "\ud800"])
def test_anything_can_be_typed(browser, code):
    assert typed(browser, code.encode("utf-8", "replace").decode()).status_code in {400, 422}
    assert browser.get("/device", query_string={"user_code": "x" * 5000}).status_code == 404


def test_nothing_typed_says_what_to_type(browser):
    answer = typed(browser, " ")
    assert answer.status_code == 422
    assert "Type the code that the device shows." in answer.text


def test_guessing_is_limited_by_account_and_network(settings, standing_time):
    """Fifty wrong codes end in 429; a neighbour and another network go on."""
    app = create_app(settings.model_copy(update={"rate_limits": True}))
    scanner, machine = device.register(app), app.test_client()
    codes = device.ask(machine, scanner).json
    guesser, neighbour = app.test_client(), app.test_client()
    sign_in(guesser, flow.make_organizer(app))
    sign_in(neighbour, flow.make_organizer(app, "otto@example.org", "night-owl"))
    statuses = [guesser.get("/device?user_code=WDJB-MJHT").status_code for _ in range(50)]
    assert statuses[0] == 404
    assert statuses[-1] == 429
    assert guesser.get(device.page_of(codes)).status_code == 429
    assert neighbour.get(device.page_of(codes)).status_code == 200


def test_where_the_device_asked_is_said(app, browser, machine, scanner):
    near = browser.get(device.page_of(device.ask(machine, scanner).json))
    far = browser.get(device.page_of(device.ask(machine, scanner, network=device.FAR).json))
    assert "Requested from the network you are in" in near.text
    assert f"another network than yours, {device.FAR}" in far.text


def test_pending_app_is_only_for_its_developer(app, browser, scanner, codes):
    with app.app_context():
        Client.find(scanner.id).status = "pending"
        db.session.commit()
    answer = browser.get(device.page_of(codes))
    assert answer.status_code == 400
    assert "waiting for review" in answer.text


def test_unconfirmed_person_confirms_first(app, olivia, settings, codes):
    strict = create_app(settings.model_copy(update={"require_verified_email": True}))
    with strict.app_context():
        factories.make_user("ugo@example.org", verified_at=None)
        db.session.commit()
    browser = strict.test_client()
    sign_in_by_form(browser, "ugo@example.org")
    answer = browser.get(device.page_of(codes))
    assert answer.status_code == 302
    assert answer.location.startswith("/account/verify?next=/device")
