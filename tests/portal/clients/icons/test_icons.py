"""Icons of apps: uploaded by developers, seen by others once an operator has reviewed them."""

import re
from io import BytesIO

import pytest

from app.extensions import db
from app.models.clients.client import Client
from app.models.clients.icons.client_icon import ClientIcon
from tests.support.client_pages import make, make_client_of
from tests.support.factories import make_grant, make_team, make_user
from tests.support.forms import find_form, submit
from tests.support.mails import sent_to
from tests.support.people import sign_in
from tests.support.pictures import make_picture, opened, photograph

DEV, OWNER, OPERATOR = "dev@example.org", "olivia@example.org", "ada@example.org"


@pytest.fixture
def made(app, client):
    """The id of a live app that an owner has connected; its developer is signed in."""
    client_id = make_client_of(app, DEV, name="Poster Board")

    def connect():
        olivia = make_user(OWNER)
        make_grant(Client.find(client_id), olivia, make_team(olivia, slug="hall"))
        make_user(OPERATOR, is_operator=True)

    make(app, connect)
    sign_in(client, DEV)
    return client_id


def browser_of(app, email):
    browser = app.test_client()
    sign_in(browser, email)
    return browser


def upload(client, client_id, content):
    path = f"/developer/apps/{client_id}/icon"
    fields = find_form(client.get(path).text, "Upload").press("Upload")
    fields["icon"] = (BytesIO(content), "icon.jpg")
    return client.post(path, data=fields, content_type="multipart/form-data")


def icon_in(page):
    """The path of the icon that the page shows, or None."""
    found = re.search(r'src="(/media/icons/[^"]+)"', page.text)
    return found[1] if found else None


def approve(operator, client_id):
    answer = submit(operator, f"/admin/review/{client_id}", "Approve")
    assert answer.status_code == 302


@pytest.mark.both_databases
def test_icon_is_shown_to_others_once_it_is_reviewed(app, client, made):
    olivia, ada = browser_of(app, OWNER), browser_of(app, OPERATOR)
    assert upload(client, made, photograph()).status_code == 302
    path = icon_in(client.get(f"/developer/apps/{made}"))
    consent = f"/oauth/authorize?response_type=code&client_id={made}&prompt=consent"
    for page in ("/account/apps", "/teams/hall/apps", consent):
        assert icon_in(olivia.get(page)) is None
    assert [browser.get(path).status_code for browser in (client, ada, olivia)] == [200, 200, 404]
    assert app.test_client().get(path).status_code == 404
    assert icon_in(ada.get(f"/admin/review/{made}")) == path

    approve(ada, made)
    for page in ("/account/apps", "/teams/hall/apps", consent):
        assert icon_in(olivia.get(page)) == path
    answer = app.test_client().get(path)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert app.test_client().get(path, headers=tag).status_code == 304


@pytest.mark.both_databases
def test_new_icon_of_a_reviewed_app_waits_and_the_old_one_stays(app, client, made):
    olivia, ada = browser_of(app, OWNER), browser_of(app, OPERATOR)
    upload(client, made, make_picture(colour="teal"))
    approve(ada, made)
    old = icon_in(olivia.get("/account/apps"))
    upload(client, made, make_picture(colour="red"))
    new = icon_in(client.get(f"/developer/apps/{made}"))
    assert new != old
    assert icon_in(olivia.get("/account/apps")) == old
    with app.app_context():
        assert Client.find(made).is_reviewed
    assert "Poster Board" in ada.get("/admin/review?show=live").text

    approve(ada, made)
    assert icon_in(olivia.get("/account/apps")) == new
    upload(client, made, make_picture(colour="blue"))
    assert submit(ada, f"/admin/review/{made}", "Refuse the icon").status_code == 302
    assert icon_in(client.get(f"/developer/apps/{made}")) == new
    assert "The new icon of Poster Board is not approved" in sent_to(app, DEV)


def test_icon_of_an_app_that_has_changed_is_hidden_until_its_review(app, client, made):
    olivia, ada = browser_of(app, OWNER), browser_of(app, OPERATOR)
    upload(client, made, make_picture())
    approve(ada, made)
    make(app, lambda: Client.find(made).change(name="City Bank"))
    assert icon_in(olivia.get("/account/apps")) is None
    assert icon_in(client.get(f"/developer/apps/{made}"))


def test_removed_icon_is_gone_for_everyone(app, client, made):
    ada = browser_of(app, OPERATOR)
    upload(client, made, make_picture())
    approve(ada, made)
    path = icon_in(client.get(f"/developer/apps/{made}"))
    assert submit(client, f"/developer/apps/{made}/icon", "Remove").status_code == 302
    assert [browser.get(path).status_code for browser in (client, ada)] == [404, 404]
    with app.app_context():
        assert db.session.scalar(db.select(ClientIcon)) is None


def test_icon_is_a_small_square_without_metadata(app, client, made):
    upload(client, made, make_picture(1600, 400))
    path = icon_in(client.get(f"/developer/apps/{made}"))
    picture = opened(client.get(path).data)
    assert (picture.format, picture.size) == ("PNG", (512, 512))
    upload(client, made, photograph())
    content = client.get(icon_in(client.get(f"/developer/apps/{made}"))).data
    assert b"Camera" not in content
    assert b"secret" not in content


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"GIF89a"], ids=repr)
def test_what_is_no_picture_is_refused_beside_the_field(client, made, content):
    answer = upload(client, made, content)
    assert answer.status_code == 422
    assert 'id="icon-error"' in answer.text
    assert icon_in(client.get(f"/developer/apps/{made}")) is None
