"""The page of personal tokens: made with a fresh proof, shown once, listed and revoked as apps."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit_queries.audit_event import AuditEvent
from app.models.credentials import last_use
from app.models.grants.grant import Grant
from app.models.grants.membership_changes import end_membership
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.values.secret import digest
from tests.support import factories
from tests.support.forms import submit
from tests.support.mails import sent_to
from tests.support.people import sign_in

PAGE = "/account/tokens"
VERA, ANA = "vera@example.org", "ana@example.org"
EVENTS = "/api/v1/organizer/harbour-hall/events"
DAY = 86_400


@pytest.fixture
def vera(app, client):
    """A browser of a viewer of Harbour Hall."""
    with app.app_context():
        team = factories.make_team(factories.make_user(ANA), name="Harbour Hall")
        factories.join(team, factories.make_user(VERA, name="Vera"), "viewer")
        factories.make_event(team)
        db.session.commit()
    sign_in(client, VERA)
    return client


def create(browser, **fields):
    chosen = {"name": "Nightly export", "team": "harbour-hall", "scopes": ["events:read"]}
    return submit(browser, PAGE, "Create token", **{**chosen, **fields})


def make(browser, **fields):
    """Make a token; return its text, as the page shows it once."""
    answer = create(browser, **fields)
    assert answer.status_code == 302, unescape(answer.text)
    return shown(browser.get(answer.location).text)


def shown(page):
    found = re.search(r"sd_pat_[a-z2-7]{47}", page)
    return found and found[0]


def call(app, token, path=EVENTS):
    """The status of a call with the token, by a program."""
    headers = {"Authorization": f"Bearer {token}", "User-Agent": "export/1.0"}
    return app.test_client().get(path, headers=headers)


def last_mail(app):
    """The text of the last mail to Vera."""
    return [mail.body for mail in app.extensions["mail_outbox"] if mail.to == VERA][-1]


def only_grant(app, read):
    with app.app_context():
        return read(db.session.scalars(db.select(Grant)).one())


def test_token_is_shown_once_stored_as_a_digest_and_works(app, vera):
    token = make(vera)
    assert token not in vera.get(PAGE).text
    with app.app_context():
        rows = str([list(db.session.execute(t.select())) for t in db.metadata.sorted_tables])
    assert token not in rows
    assert digest(token) in rows
    assert [row["title"] for row in call(app, token).json["data"]] == ["Spring night"]
    assert call(app, token, "/api/v1/me").status_code == 403


def test_list_names_it_with_its_last_use_and_revoking_stops_it(app, vera):
    token = make(vera)
    call(app, token)
    with app.app_context():
        last_use.flush()
    page = vera.get(PAGE).text
    assert "Nightly export" in page
    assert "export/1.0" in page
    assert "Nightly export" in vera.get("/account/apps").text
    grant_id = only_grant(app, lambda grant: grant.public_id)
    detail = vera.get(f"/account/apps/{grant_id}").text
    assert "Nightly export" in detail
    assert "Personal token created" not in detail
    submit(vera, f"/account/apps/{grant_id}/revoke", "Revoke access")
    assert call(app, token).status_code == 401
    vera.get(PAGE)  # says that it is revoked
    assert "Nightly export" not in vera.get(PAGE).text


def test_owners_of_the_team_see_and_revoke_it_and_its_user_is_told(app, vera):
    token = make(vera)
    owner = app.test_client()
    sign_in(owner, ANA)
    assert "Nightly export" in owner.get("/teams/harbour-hall/apps").text
    grant_id = only_grant(app, lambda grant: grant.public_id)
    submit(owner, f"/teams/harbour-hall/apps/{grant_id}/revoke", "Revoke access")
    assert call(app, token).status_code == 401
    assert "Nightly export" in sent_to(app, VERA)[-1]


@pytest.mark.parametrize(
    ("sent", "days"),
    [(None, 90), ("7d", 7), ("30d", 30), ("1y", 365), ("45", 45), ("365d", 365)],
)
def test_it_ends_after_the_chosen_time_90_days_by_default(app, vera, clock, sent, days):
    make(vera, **({} if sent is None else {"expires": sent}))
    assert only_grant(app, lambda grant: grant.expires_at) == clock.now() + days * DAY


def test_it_can_end_at_a_date(app, vera, clock):
    end = datetime.fromtimestamp(clock.now() + 20 * DAY, UTC).date()
    make(vera, expires=end.isoformat())
    assert only_grant(app, lambda grant: grant.expires_at) // DAY == clock.now() // DAY + 20


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 81),
        ("name", "a\x00b"),
        ("scopes", []),
        ("scopes", ["admin"]),
        ("scopes", ["openid"]),
        ("team", []),
        ("team", "night-owl"),
        ("team", "\x00"),
        *[("expires", text) for text in ("366d", "2y", "never", "0", "-1", "9999", "2020-01-01")],
        ("expires", "9999-12-31"),
    ],
)
def test_bad_value_is_refused_beside_its_field_and_nothing_is_made(app, vera, field, value):
    answer = create(vera, **{field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Grant.id))) == 0


def test_form_that_is_sent_twice_makes_one_token(app, vera):
    page = vera.get(PAGE)
    for _time in range(2):
        create(vera, page=page)
    assert shown(vera.get(PAGE).text)
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Grant.id))) == 1


def test_user_gets_a_mail_that_says_what_it_may_do_and_the_trail_has_a_line(app, vera):
    token = make(vera, scopes=["events:read", "profile:read"])
    mail = last_mail(app)
    assert "Nightly export" in mail
    assert "See this team's events" in mail
    assert token not in mail
    with app.app_context():
        line = db.session.scalars(
            db.select(AuditEvent).filter_by(action="personal_token.created")
        ).one()
        assert line.actor.email == VERA


def test_fresh_proof_is_needed(app, vera, clock):
    clock.advance(3600)
    answer = create(vera)
    assert "password" in answer.text.lower() or "proof" in (answer.location or "")
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Grant.id))) == 0


def test_team_forbids_them_on_its_settings_page(app, vera):
    token = make(vera)
    owner = app.test_client()
    sign_in(owner, ANA)
    settings = "/teams/harbour-hall/settings"
    policy = {"button": "Save personal tokens"}
    submit(owner, settings, policy["button"], personal_tokens="forbidden")
    assert call(app, token).status_code == 401
    page = vera.get(PAGE).text
    assert 'value="harbour-hall"' not in page
    submit(owner, settings, policy["button"], personal_tokens="allowed")
    assert call(app, token).status_code == 200


def test_only_owners_decide_about_the_team(app, vera):
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', vera.get(PAGE).text)[1]
    address = "/teams/harbour-hall/settings/personal-tokens"
    data = {"csrf_token": token, "personal_tokens": "forbidden"}
    assert vera.post(address, data=data).status_code == 403
    with app.app_context():
        assert not Team.find("harbour-hall").forbids_personal_tokens


def test_token_of_who_left_the_team_says_nothing_about_it(app, vera):
    token = make(vera)
    with app.app_context():
        end_membership(Membership.find(Team.find("harbour-hall"), User.find_by_email(VERA)))
        db.session.commit()
    assert call(app, token).status_code == 401


def test_leaked_token_is_revoked_and_its_user_is_told(app, vera):
    token = make(vera)
    report = {"credentials": [f"https://paste.example/{token}"]}
    assert app.test_client().post("/credentials/report", json=report).status_code == 202
    assert call(app, token).status_code == 401
    assert "a personal token (Nightly export)" in last_mail(app)


def test_expired_token_says_so(app, vera, clock):
    token = make(vera)
    clock.advance(90 * DAY)
    answer = call(app, token)
    assert answer.status_code == 401
    assert "personal token has expired" in answer.json["error_description"]


def test_installation_without_them_has_no_form(app, vera):
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"max_personal_tokens": 0})
    page = vera.get(PAGE).text
    assert "No personal tokens here" in page
    assert "Create token" not in page
