"""Acts that wait until the person has confirmed their address."""

import pytest

from app.extensions import db
from app.portal.access.verified_email import needs_verified_email
from app.web import signed_in
from tests.support.factories import make_user
from tests.support.forms import find_form, submit
from tests.support.people import sign_in
from tests.support.settings import make_settings


@pytest.fixture
def settings(database_url, tmp_path):
    """An installation that demands it."""
    return make_settings(
        require_verified_email=True, database_url=database_url, stagedoor_home=tmp_path
    )


@needs_verified_email
def act():
    """Say that it ran."""
    return "done"


def test_act_waits_for_the_confirmed_address(app):
    with app.test_request_context("/developer/apps/new"):
        person = make_user()
        person.verified_at = None
        signed_in.start_session(person)
        assert act().location == "/account/verify?next=/developer/apps/new"
        person.verify()
        assert act() == "done"


# Forms about the account itself, each with its reason.
OPEN = {
    "portal.update_account": "one's own name",
    "portal.change_password": "it may be too weak, or known",
    "portal.change_email": "the address may be mistyped",
    "portal.keep_email": "likewise",
    "portal.send_verification": "the way to be confirmed",
    "portal.confirm_address": "likewise",
    "portal.check_fresh_proof": "asked for by the others",
    "portal.offer_fresh_proof": "likewise",
    "portal.add_passkey": "may be demanded first; ends with the proof",
    "portal.offer_new_passkey": "likewise",
    "portal.remove_passkey": "likewise",
    "portal.set_up_authenticator": "likewise",
    "portal.remove_authenticator": "likewise",
    "portal.make_recovery_codes": "likewise",
    "portal.end_session": "signing out",
    "portal.end_other_sessions": "likewise",
    "portal.delete_account": "ends all of it",
}


def test_unconfirmed_account_changes_nothing_but_itself(app, client):
    """What it cannot make cannot be left behind for the owner of the address."""
    with app.app_context():
        make_user("ana@example.org", verified_at=None)
        db.session.commit()
    sign_in(client, "ana@example.org")
    token = find_form(client.get("/account").text, "Save").fields["csrf_token"]
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if not rule.endpoint.startswith("portal.") or "POST" not in rule.methods:
            continue
        if getattr(view, "is_public", False) or rule.endpoint in OPEN:
            continue
        _subdomain, path = rule.build(dict.fromkeys(rule.arguments, "1"))
        answer = client.post(path, data={"csrf_token": token})
        assert answer.location == "/account/verify", rule.endpoint
        assert not getattr(view, "is_open_to_unverified", False), "Say in OPEN why."


def test_confirmed_account_is_not_stopped(app, client):
    with app.app_context():
        make_user("ana@example.org")
        db.session.commit()
    sign_in(client, "ana@example.org")
    answer = submit(client, "/teams/new", "Make", name="Harbour Hall")
    assert answer.location.startswith("/teams/")
