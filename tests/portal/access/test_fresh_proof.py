"""Sudo mode: sensitive acts need a proof of the last ten minutes, and lose nothing meanwhile."""

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.clients.client_transfer import ClientTransfer
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from tests.conventions.test_portal_routes import address_of, rules_of
from tests.support import passkeys
from tests.support.factories import PASSWORD, join, make_client, make_team, make_user
from tests.support.forms import find_form, read_forms, submit
from tests.support.people import sign_in

ANA, BEN = "ana@example.org", "ben@example.org"
TITLE = "Confirm that it is you"
TEN_MINUTES = 600
# Changes that need a fresh proof, beside all below /admin/.
SENSITIVE = {
    *("portal.change_email", "portal.delete_account"),
    *("portal.add_passkey", "portal.offer_new_passkey", "portal.remove_passkey"),
    *("portal.set_up_authenticator", "portal.remove_authenticator", "portal.make_recovery_codes"),
    *("portal.add_member", "portal.change_member_role", "portal.remove_member"),
    *("portal.withdraw_invitation", "portal.update_team", "portal.delete_team"),
    *("portal.change_client", "portal.delete_client", "portal.end_authorizations"),
    *("portal.change_redirect_uris", "portal.change_client_scopes", "portal.offer_transfer"),
    *("portal.change_client_settings", "portal.change_client_profile"),
    *("portal.create_secret", "portal.revoke_secret"),
}


@pytest.fixture
def words(app):
    """Ana, who is an operator, an owner and a developer; Ben, an editor of her team."""
    with app.app_context():
        ana = make_user(ANA, name="Ana Rossi", is_operator=True)
        ben = make_user(BEN, name="Ben Alder")
        join(make_team(ana, slug="hall", name="Hall"), ben, Role.EDITOR)
        client, _secret = make_client(ana, name="Poster Board")
        db.session.commit()
        return {"slug": "hall", "client_id": client.client_id, "user_id": ben.public_id}


@pytest.fixture
def stale(words, client, clock):
    """Ana's browser, in which she signed in ten minutes ago."""
    sign_in(client, ANA)
    clock.advance(TEN_MINUTES)
    return client


def role_of_ben(app):
    with app.app_context():
        return Membership.find(Team.find("hall"), User.find_by_email(BEN)).role


def change_role(client, words):
    """Ask for Ben to be an owner; return the answer and the address of the form."""
    path = f"/teams/hall/members/{words['user_id']}/role"
    token = passkeys.token_of(client, "/teams/hall/members")
    return client.post(path, data={"csrf_token": token, "role": "owner"}), path


def test_every_sensitive_change_asks_for_a_fresh_proof(app, words, stale):
    token = passkeys.token_of(stale, "/account")
    unguarded = []
    for rule in rules_of(app, "POST"):
        if rule.endpoint in SENSITIVE or rule.rule.startswith("/admin/"):
            path = address_of(rule, **words)
            answer = stale.post(path, data={"csrf_token": token, "typed": "Hall", "role": "owner"})
            if answer.status_code != 403 or TITLE not in answer.text:
                unguarded.append((rule.rule, answer.status_code))
    assert unguarded == []


def test_listed_changes_exist(app):
    assert SENSITIVE - {rule.endpoint for rule in rules_of(app, "POST")} == set()


@pytest.mark.both_databases
def test_form_is_sent_again_with_all_its_fields_after_the_password(app, words, stale):
    answer, path = change_role(stale, words)
    assert (answer.status_code, role_of_ben(app)) == (403, Role.EDITOR)
    answer = submit_shown(stale, answer, path, **{"proof-password": PASSWORD})
    assert answer.status_code == 302
    assert role_of_ben(app) == Role.OWNER


def test_text_that_was_typed_is_on_the_page_that_asks(app, words, stale):
    page = stale.get(f"/developer/apps/{words['client_id']}/edit")
    typed = {"name": 'A "new" <name>', "description": "Two\r\nlines"}
    answer = submit(stale, f"/developer/apps/{words['client_id']}/edit", "Save", page=page, **typed)
    kept = find_form(answer.text, "Go on").fields
    assert (kept["name"], kept["description"]) == ([typed["name"]], [typed["description"]])


def test_wrong_password_changes_nothing_and_keeps_the_form(app, words, stale):
    answer, path = change_role(stale, words)
    answer = submit_shown(stale, answer, path, **{"proof-password": "not this one"})
    assert answer.status_code == 422
    assert "This is not your password." in answer.text
    assert find_form(answer.text, "Go on").fields["role"] == ["owner"]
    assert role_of_ben(app) == Role.EDITOR


@pytest.mark.both_databases
def test_passkey_is_a_fresh_proof_in_its_session_alone(app, words, client, clock):
    sign_in(client, ANA)
    authenticator, _codes = passkeys.add_passkey(client)
    clock.advance(TEN_MINUTES)
    answer, path = change_role(client, words)
    options = passkeys.ask_options(client, "/account/confirm/options", "/account/confirm")
    given = authenticator.get(options)

    other = app.test_client()
    sign_in(other, ANA)
    clock.advance(TEN_MINUTES // 2)
    clock.advance(TEN_MINUTES // 2)
    options = passkeys.ask_options(client, "/account/confirm/options", "/account/confirm")
    given = authenticator.get(options)
    elsewhere, path = change_role(other, words)
    refused = submit_shown(other, elsewhere, path, **{"proof-credential": given})
    assert (refused.status_code, role_of_ben(app)) == (422, Role.EDITOR)

    answer = submit_shown(client, answer, path, **{"proof-credential": given})
    assert answer.status_code == 302
    assert role_of_ben(app) == Role.OWNER


def test_page_leads_back_after_the_proof(words, stale):
    there = f"/developer/apps/{words['client_id']}/secrets"
    ask = stale.get(there).location
    assert submit(stale, ask, "Go on", password=PASSWORD).location == there
    assert stale.get(there).status_code == 200


def test_session_that_just_began_is_fresh(app, words, client):
    sign_in(client, ANA)
    assert change_role(client, words)[0].status_code == 302
    assert role_of_ben(app) == Role.OWNER


def test_another_site_cannot_use_the_proof(app, words, stale):
    path = f"/teams/hall/members/{words['user_id']}/role"
    forged = stale.post(path, data={"role": "owner", "proof-password": PASSWORD})
    assert forged.status_code == 400
    assert role_of_ben(app) == Role.EDITOR


def test_who_leaves_a_team_needs_no_proof(app, words, client, clock):
    sign_in(client, BEN)
    clock.advance(TEN_MINUTES)
    token = passkeys.token_of(client, "/teams/hall/members")
    path = f"/teams/hall/members/{words['user_id']}/remove"
    assert client.post(path, data={"csrf_token": token}).location == "/teams"


def test_app_is_taken_over_with_a_fresh_proof(app, words, client, clock):
    with app.app_context():
        poster = Client.find(words["client_id"])
        key = ClientTransfer.offer(poster, email=BEN, by=User.find_by_email(ANA))
        db.session.commit()
    sign_in(client, BEN)
    clock.advance(TEN_MINUTES)
    path = f"/invitations/{key}"
    answer = submit(client, path, "Accept")
    assert (answer.status_code, TITLE in answer.text) == (403, True)
    answer = submit_shown(client, answer, path, **{"proof-password": PASSWORD})
    assert answer.status_code == 302
    with app.app_context():
        assert Client.find(words["client_id"]).owner.email == BEN


def test_preview_of_scopes_needs_no_proof(app, words, stale):
    path = f"/developer/apps/{words['client_id']}/scopes"
    assert submit(stale, path, "Preview").status_code == 302
    with app.app_context():
        assert Client.find(words["client_id"]) is not None


def submit_shown(client, page, path, **fields):
    """Send the form of a page that was answered at ``path``."""
    form = next(form for form in read_forms(page.text) if form.find_button("Go on"))
    return client.post(path, data=form.press("Go on", **fields))
