"""The exchange of a code: the whole flow, and every way in which it buys nothing."""

from itertools import count

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.grants.grant import Grant
from app.models.values import clock
from tests.support import oauth_flow as flow

pytestmark = pytest.mark.both_databases

YEAR = 31_536_000  # seconds, as long as a family lasts


def test_whole_flow(app, browser, poster):
    """The loop of the product: consent, code, token; the answer in its documented order."""
    page = browser.get(flow.authorize_path(poster))
    assert "Poster Board" in page.text
    assert "Harbour Hall" in page.text
    assert "app.example" in page.text
    assert "See this team" in page.text
    sent_back = flow.callback(flow.decide(browser, poster))
    assert sent_back["state"] == "s123"
    assert sent_back["iss"] == "http://localhost"
    answer = flow.exchange(app.test_client(), poster, sent_back["code"])
    assert answer.status_code == 200
    assert list(answer.json) == [
        "access_token",
        "token_type",
        "expires_in",
        "refresh_token",
        "scope",
        "created_at",
        "grant_id",
    ]
    assert answer.json["expires_in"] == 7200
    assert answer.json["scope"] == "events:read"
    assert answer.headers["Cache-Control"] == "no-store"
    assert flow.is_live(app, answer.json["access_token"])


def test_public_client_with_pkce(app, browser, phone):
    """Case 70: S256 works for a public client, a wrong verifier does not."""
    pkce = {"code_challenge": flow.CHALLENGE, "code_challenge_method": "S256"}
    code = flow.obtain_code(browser, phone, **pkce)
    machine = app.test_client()
    assert flow.exchange(machine, phone, code).status_code == 400
    wrong = flow.exchange(machine, phone, code, code_verifier="x" * 43)
    assert wrong.json["error"] == "invalid_grant"
    assert flow.exchange(machine, phone, code, code_verifier=flow.VERIFIER).status_code == 200


def test_address_may_be_left_out_when_there_is_one(app, browser, poster):
    """Case 54: the only registered address is used."""
    code = flow.obtain_code(browser, poster, redirect_uri=None)
    assert flow.exchange(app.test_client(), poster, code, redirect_uri=None).status_code == 200


def test_address_must_be_repeated_at_the_exchange(app, browser, poster):
    """Another one, or none, is refused and does not spend the code."""
    code = flow.obtain_code(browser, poster)
    machine = app.test_client()
    for wrong in ("https://app.example/other", None):
        answer = flow.exchange(machine, poster, code, redirect_uri=wrong)
        assert (answer.status_code, answer.json["error"]) == (400, "invalid_grant")
    assert flow.exchange(machine, poster, code).status_code == 200


def test_scope_at_the_exchange_changes_nothing(app, browser, poster):
    code = flow.obtain_code(browser, poster)
    answer = flow.exchange(app.test_client(), poster, code, scope="events:write")
    assert answer.json["scope"] == "events:read"


def test_person_disabled_between_consent_and_exchange(app, browser, poster):
    code = flow.obtain_code(browser, poster)
    with app.app_context():
        db.session.scalar(select(User).where(User.email == "olivia@example.org")).disable()
        db.session.commit()
    assert flow.exchange(app.test_client(), poster, code).json["error"] == "invalid_grant"


def test_replayed_code_ends_what_it_bought(app, machine, poster, make_code):
    """With everything that was refreshed from it."""
    code = make_code()
    first = flow.exchange(machine, poster, code).json
    second = flow.refresh(machine, poster, first["refresh_token"]).json
    replay = flow.exchange(machine, poster, code)
    assert (replay.status_code, replay.json["error"]) == (400, "invalid_grant")
    assert not flow.is_live(app, first["access_token"])
    assert not flow.is_live(app, second["access_token"])
    again = flow.refresh(machine, poster, second["refresh_token"])
    assert again.json["error"] == "invalid_grant"


def test_replay_is_forgiven_where_the_client_is_known_for_it(app, machine, poster, make_code):
    """Case 10: refused, but the connection goes on."""
    with app.app_context():
        Client.find(poster.id).replay_ends_tokens = False
        db.session.commit()
    code = make_code()
    token = flow.exchange(machine, poster, code).json["access_token"]
    assert flow.exchange(machine, poster, code).status_code == 400
    assert flow.is_live(app, token)


def test_code_of_another_client(app, machine, poster, make_code):
    """Refused, and not burnt."""
    other, code = flow.register(app), make_code()
    assert flow.exchange(machine, other, code).json["error"] == "invalid_grant"
    assert flow.exchange(machine, poster, code).status_code == 200


def test_expired_code(machine, poster, make_code, clock):
    code = make_code()
    clock.advance(60)
    assert flow.exchange(machine, poster, code).json["error"] == "invalid_grant"


def test_seconds_that_pass_meanwhile_take_nothing_from_the_token(
    app, machine, poster, make_code, monkeypatch
):
    """A family and its first token begin at one instant, however long the exchange takes."""
    with app.app_context():
        db.session.query(Client).update({"access_token_lifetime": YEAR})
        db.session.commit()
    code = make_code()
    seconds = count(clock.now())
    monkeypatch.setattr(clock, "now", lambda: next(seconds))
    assert flow.exchange(machine, poster, code).json["expires_in"] == YEAR


def test_verifier_without_challenge(machine, poster, make_code):
    """Case 71."""
    answer = flow.exchange(machine, poster, make_code(), code_verifier=flow.VERIFIER)
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


def test_challenge_makes_the_verifier_compulsory(machine, poster, make_code):
    """For a confidential client too."""
    code = make_code(code_challenge=flow.CHALLENGE)
    assert flow.exchange(machine, poster, code).status_code == 400
    assert (
        flow.exchange(machine, poster, code, code_verifier="y" * 50).json["error"]
        == "invalid_grant"
    )
    assert flow.exchange(machine, poster, code, code_verifier=flow.VERIFIER).status_code == 200


@pytest.mark.parametrize(
    "tail", ["\n", "\r", "\0", "\x85", "\u2028", "\v", "=", " ", "x" * 86], ids=ascii
)
@pytest.mark.parametrize("length", [43, 128])
def test_challenge_is_matched_to_its_very_end(app, browser, poster, tail, length):
    """With a line feed behind 128 characters it was refused by PostgreSQL at the approval."""
    pkce = {"code_challenge": "c" * length + tail, "code_challenge_method": "S256"}
    answer = browser.get(flow.authorize_path(poster, **pkce))
    if answer.status_code == 302:
        answer = flow.callback(answer)
        assert answer["error"] == "invalid_request"
    else:  # the query itself is refused
        assert answer.status_code == 400
    assert flow.count(app, Grant) == 0


def test_longest_challenge_is_accepted(browser, poster):
    pkce = {"code_challenge": "c" * 128, "code_challenge_method": "S256"}
    assert flow.obtain_code(browser, poster, **pkce)


@pytest.mark.parametrize("tail", ["\n", "\x85", "\u2028"])
def test_verifier_is_matched_to_its_very_end(machine, poster, make_code, tail):
    code = make_code(code_challenge=flow.CHALLENGE)
    answer = flow.exchange(machine, poster, code, code_verifier=flow.VERIFIER + tail)
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")
    assert flow.exchange(machine, poster, code, code_verifier=flow.VERIFIER).status_code == 200
