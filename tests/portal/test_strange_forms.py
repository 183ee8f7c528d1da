"""Forms that carry what no browser sends: a file, or JSON, where text belongs."""

import io

import pytest

from app.extensions import db
from tests.support.factories import make_client, make_team, make_user
from tests.support.forms import read_forms
from tests.support.people import sign_in

OWN = ("/account", "/account/email", "/account/password", "/teams/new", "/developer/apps/new")
OWN += ("/teams/hall/settings", "/teams/hall/events/new", "/teams/hall/members")


def send_each_as_a_file(client, path):
    """Send every form of the page once for each of its fields, with a file in that field."""
    for form in read_forms(client.get(path).text):
        if form.method != "post" or "/logout" in form.action:
            continue
        for name in form.fields:
            if name == "csrf_token":
                continue
            body = {**form.fields, name: (io.BytesIO(b"text"), "text.txt")}
            answer = client.post(form.action or path, data=body, content_type="multipart/form-data")
            assert answer.status_code < 500, (path, name)


@pytest.mark.parametrize("path", ["/login", "/register", "/forgot"])
def test_file_is_no_text_for_strangers(client, path):
    send_each_as_a_file(client, path)


def test_file_is_no_text_for_people(app, client):
    with app.app_context():
        ana = make_user("ana@example.org")
        make_team(ana, slug="hall")
        made, _secret = make_client(ana)
        apps = f"/developer/apps/{made.client_id}"
        db.session.commit()
    sign_in(client, "ana@example.org")
    for path in (*OWN, f"{apps}/edit", f"{apps}/settings", f"{apps}/scopes"):
        send_each_as_a_file(client, path)


@pytest.mark.parametrize("body", ['{"email": 7, "password": []}', "[1]", "{"])
def test_json_is_no_form(client, body):
    answer = client.post("/login", data=body, content_type="application/json")
    assert answer.status_code == 400
