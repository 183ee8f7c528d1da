"""Clients are told, after the commit, whatever ended the session."""

from urllib.parse import parse_qs

import pytest

from app.backchannel import ended_sessions
from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.user import User
from app.models.audit_queries.audit_event import AuditEvent
from app.models.clients.client import Client
from app.models.credentials.signing_keys import signed_token
from app.models.housekeeping.logout_notice import LogoutNotice
from app.models.housekeeping.purge import purge
from tests.support import oauth_flow as flow
from tests.support.listener import answer
from tests.support.outbound import towards
from tests.support.people import sign_in

pytestmark = pytest.mark.both_databases

EMAIL = "olivia@example.org"
OK = answer(b"")


@pytest.fixture
def reader(app):
    registered = flow.register(app, name="Reader", scopes="openid events:read")
    with app.app_context():
        Client.find(registered.id).backchannel_logout_uri = "http://reader.example/logout"
        db.session.commit()
    return registered


@pytest.fixture
def browser(app, reader):
    """A browser in which Olivia has signed in at the app."""
    browser = app.test_client()
    sign_in(browser, flow.make_organizer(app, EMAIL))
    code = flow.obtain_code(browser, reader, scope="openid")
    assert "id_token" in flow.exchange(app.test_client(), reader, code).json
    return browser


@pytest.fixture
def work(app, listener):
    app.extensions["outbound"] = towards(listener)
    return lambda: tell_all(app)


def tell_all(app):
    with app.app_context():
        while ended_sessions.tell_next():
            pass


def sign_out(app, browser):
    flow.submit(browser, "/account", "Sign out")


def end_by_operator(app, _browser):
    with app.app_context():
        User.find_by_email(EMAIL).disable("It was copied.")
        db.session.commit()


def end_all(app, _browser):
    with app.app_context():
        BrowserSession.end_all(User.find_by_email(EMAIL))
        db.session.commit()


def end_in_purge(app, browser):
    end_all(app, browser)

    with app.app_context():
        purge()
        db.session.commit()


@pytest.mark.parametrize("end", [sign_out, end_by_operator, end_all, end_in_purge])
def test_client_is_told_once_whatever_ended_the_session(app, browser, reader, work, listener, end):
    listener.says(OK)
    work()
    assert listener.heads == []
    end(app, browser)
    work()
    work()
    [head], [body] = listener.heads, listener.bodies
    assert head.startswith("POST /logout HTTP/1.1\r\n")
    token = parse_qs(body.decode())["logout_token"][0]
    with app.app_context():
        claims = signed_token.read(token, typ="logout+jwt")
        user = User.find_by_email(EMAIL)
        session = db.session.query(LogoutNotice).one().session
        assert claims["events"] == {"http://schemas.openid.net/event/backchannel-logout": {}}
        assert (claims["aud"], claims["sub"], claims["sid"]) == (reader.id, user.public_id, session)
        assert claims["exp"] - claims["iat"] == 120
        assert claims["jti"].startswith("lgt_")
        assert "nonce" not in claims
        assert db.session.query(AuditEvent).filter_by(action="logout.delivered").count() == 1


def test_client_that_does_not_answer_is_told_again_with_the_same_id(
    app, browser, work, listener, clock
):
    listener.says(answer(b"", status="503 Busy"))
    sign_out(app, browser)
    for seconds in (0, 9, 1, 60, 600, 6000):
        clock.advance(seconds)
        work()
    assert len(listener.bodies) == 4
    tokens = [parse_qs(body.decode())["logout_token"][0] for body in listener.bodies]
    with app.app_context():
        assert len({signed_token.read(token, typ="logout+jwt")["jti"] for token in tokens}) == 1
        line = db.session.query(AuditEvent).filter_by(action="logout.not_delivered").one()
        assert "503" in line.detail


def test_client_that_refuses_the_token_is_left_alone(app, browser, work, listener, clock):
    listener.says(answer(b"{}", status="400 Bad Request"))
    sign_out(app, browser)
    for _time in range(2):
        work()
        clock.advance(6000)
    assert len(listener.bodies) == 1


def test_client_without_an_address_and_one_of_another_session_are_not_told(
    app, browser, reader, work, listener
):
    with app.app_context():
        other, _key = BrowserSession.start(User.find_by_email(EMAIL))
        other.sign_out()
        db.session.commit()
    work()
    with app.app_context():
        Client.find(reader.id).backchannel_logout_uri = None
        db.session.commit()
    sign_out(app, browser)
    work()
    assert listener.heads == []


def test_notice_that_one_process_holds_is_not_sent_by_another(app, browser, work, listener, clock):
    """A process that was killed while it told a client leaves that to the next one, in a minute."""
    listener.says(OK)
    sign_out(app, browser)
    with app.app_context():
        LogoutNotice.make_due()
        db.session.commit()
        assert LogoutNotice.claim_first() is not None
        assert LogoutNotice.claim_first() is None
        db.session.commit()
    work()
    assert listener.heads == []
    clock.advance(60)
    work()
    assert len(listener.heads) == 1


def test_client_on_this_machine_is_told_in_development_only(app, browser, reader, listener):
    listener.says(OK)
    with app.app_context():
        uri = f"http://127.0.0.1:{listener.port}/logout"
        Client.find(reader.id).backchannel_logout_uri = uri
        db.session.commit()
    sign_out(app, browser)
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(
        update={"stagedoor_env": "production"}
    )
    tell_all(app)
    assert listener.heads == []
    with app.app_context():
        db.session.query(LogoutNotice).update({"due_at": 0})
        db.session.commit()
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(
        update={"stagedoor_env": "development"}
    )
    tell_all(app)
    assert [head.partition("\r\n")[0] for head in listener.heads] == ["POST /logout HTTP/1.1"]
