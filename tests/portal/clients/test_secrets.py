"""Rotating and revoking a client's secrets."""

import re

import pytest

from app.extensions import db
from app.models.audit_queries.audit_event import AuditEvent
from app.models.clients.client import Client
from app.models.credentials.client_authentication import authenticate
from tests.support import factories
from tests.support.client_pages import shown_secret
from tests.support.forms import find_form, submit
from tests.support.people import sign_in

DAY = 86_400  # seconds


@pytest.fixture
def made(app, client, clock):
    """A developer signed in a moment ago, with one app: its path, its secret, and the browser."""
    with app.app_context():
        owner = factories.make_user("dev@example.org", name="Dev Ito")
        row, secret = factories.make_client(owner, name="Poster Board")
        path = f"/developer/apps/{row.client_id}"
        db.session.commit()
    sign_in(client, "dev@example.org")
    return path, secret, client


def works(app, secret):
    """Whether the secret authenticates the only client now."""
    with app.app_context():
        client = db.session.scalars(db.select(Client)).one()
        return authenticate(client.client_id, secret).client is client


def rotate(path, client, **fields):
    """Rotate through the form; return the new secret, as the page shows it."""
    answer = submit(client, f"{path}/secrets", "Make a new secret", **fields)
    assert answer.location == path
    return shown_secret(client.get(path).text)


def revoke_pages(client, path):
    """Return the addresses of the pages that revoke a secret, newest secret first."""
    return re.findall(rf'href="({path}/secrets/key_[a-z0-9]+/revoke)"', client.get(path).text)


@pytest.mark.parametrize(
    ("overlap", "lasts"), [("86400", DAY), ("604800", 7 * DAY), ("2592000", 30 * DAY)]
)
def test_old_secret_works_for_as_long_as_was_chosen(app, made, clock, overlap, lasts):
    """The new one at once, the old one until the stated overlap ends."""
    path, old, client = made
    new = rotate(path, client, overlap=overlap)
    assert works(app, old)
    assert works(app, new)
    assert "Stops working" in client.get(path).text
    clock.advance(lasts)
    assert not works(app, old)
    assert works(app, new)


def test_without_overlap_the_old_secret_dies_at_once(app, made):
    path, old, client = made
    new = rotate(path, client, overlap="0")
    assert (works(app, old), works(app, new)) == (False, True)


def test_new_secret_is_shown_once(app, made):
    path, _old, client = made
    new = rotate(path, client)
    assert new not in client.get(path).text


def test_at_most_two_secrets_live(app, made):
    path, first, client = made
    second = rotate(path, client)
    third = rotate(path, client)
    assert [works(app, secret) for secret in (first, second, third)] == [False, True, True]


def test_one_of_two_secrets_can_be_revoked_and_the_last_one_cannot(app, made):
    path, old, client = made
    new = rotate(path, client)
    newest_page, oldest_page = revoke_pages(client, path)
    assert submit(client, oldest_page, "Revoke secret").location == path
    assert (works(app, old), works(app, new)) == (False, True)
    assert revoke_pages(client, path) == []
    assert "This is the only secret" in client.get(newest_page).text
    token = find_form(client.get(f"{path}/secrets").text).fields["csrf_token"][0]
    assert client.post(newest_page, data={"csrf_token": token}).status_code == 409
    assert works(app, new)
    assert client.get(oldest_page).status_code == 404


@pytest.mark.parametrize("overlap", ["-1", "99999999999999999999", "soon", "\x00"])
def test_overlap_of_ones_own_invention_is_refused(app, made, overlap):
    path, old, client = made
    answer = submit(client, f"{path}/secrets", "Make a new secret", overlap=overlap)
    assert answer.status_code == 422
    assert works(app, old)


def test_public_app_has_no_secrets_to_rotate(app, made):
    path, _secret, client = made
    with app.app_context():
        owner = db.session.scalars(db.select(factories.User)).one()
        public, _none = factories.make_client(owner, runs_on="browser")
        public_path = f"/developer/apps/{public.client_id}"
        db.session.commit()
    assert client.get(f"{public_path}/secrets").status_code == 404


def test_each_act_asks_for_the_password_when_it_was_typed_long_ago(app, made, clock):
    """Reset of a secret and deletion, by form and by a POST made elsewhere."""
    path, old, client = made
    rotate(path, client)
    pages = [f"{path}/secrets", *revoke_pages(client, path), f"{path}/delete"]
    token = find_form(client.get(f"{path}/secrets").text).fields["csrf_token"][0]
    clock.advance(600)
    for page in pages:
        for answer in (client.get(page), client.post(page, data={"csrf_token": token})):
            assert answer.location == f"/account/confirm?next={page}"
    assert works(app, old)

    ask = client.get(pages[0]).location
    assert submit(client, ask, "Go on", password="a wrong password").status_code == 422
    assert client.get(pages[0]).status_code == 302
    assert submit(client, ask, "Go on", password=factories.PASSWORD).location == pages[0]
    assert rotate(path, client, overlap="0")
    assert not works(app, old)


def test_confirmed_password_leads_to_no_other_site(made):
    _path, _secret, client = made
    answer = submit(
        client, "/account/confirm?next=https://evil.example", "Go on", password=factories.PASSWORD
    )
    assert answer.location == "/account"


def test_acts_are_written_down_without_the_secret(app, made):
    path, old, client = made
    new = rotate(path, client)
    submit(client, revoke_pages(client, path)[1], "Revoke secret")
    with app.app_context():
        lines = db.session.scalars(db.select(AuditEvent)).all()
        assert {"client.secret_rotated", "client.secret_revoked"} <= {row.action for row in lines}
        assert not [row for row in lines if old in row.detail or new in row.detail]
