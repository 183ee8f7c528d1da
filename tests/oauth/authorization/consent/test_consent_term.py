"""How long the access lasts, as the user chooses it."""

from app.extensions import db
from app.models.grants.grant import Grant
from app.models.grants.grant_term import DAY
from tests.support import oauth_flow as flow
from tests.support.forms import find_form


def days(app):
    """How many days the only grant lasts; None without an end."""
    with app.app_context():
        grant = db.session.scalars(db.select(Grant)).one()
        return None if grant.expires_at is None else (grant.expires_at - grant.approved_at) // DAY


def test_choice_is_kept_offered_again_and_changed(app, browser, machine, poster, clock):
    answers = [({}, None), ({"expires": "30d"}, 30), ({}, 30), ({"expires": "1y"}, 365)]
    for fields, expected in answers:
        flow.decide(browser, poster, fields=fields, prompt="consent")
        assert days(app) == expected
    page = browser.get(flow.authorize_path(poster, prompt="consent")).text
    assert '<option value="1y" selected>' in page
    code = flow.obtain_code(browser, poster, fields={"expires": "30d"}, prompt="consent")
    pair = flow.exchange(machine, poster, code).json
    clock.advance(30 * DAY - 60)
    pair = flow.refresh(machine, poster, pair["refresh_token"]).json
    assert pair["expires_in"] == 60
    clock.advance(60)
    assert not flow.is_live(app, pair["access_token"])
    refused = flow.refresh(machine, poster, pair["refresh_token"])
    assert (refused.status_code, refused.json["error"]) == (400, "invalid_grant")


def test_unknown_choice_is_refused_beside_the_field(app, browser, poster):
    page = browser.get(flow.authorize_path(poster))
    data = find_form(page.text, "Authorize").press("Authorize")
    answer = browser.post(flow.authorize_path(poster), data={**data, "expires": "forever"})
    assert answer.status_code == 422
    assert 'id="expires-error"' in answer.text
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Grant.id))) == 0
