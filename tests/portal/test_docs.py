"""The documentation's pages, and that what they say can be run."""

import html
import re

import pytest

from app.extensions import db
from app.models.scopes import SCOPES
from app.problems import PROBLEMS
from tests.support.factories import make_client, make_user
from tests.support.people import sign_in


def samples(client):
    page = client.get("/docs").text
    return [
        html.unescape(code) for code in re.findall(r"<code translate=.no.>(.*?)</code>", page, re.S)
    ]


def test_visitor_sees_a_placeholder_for_the_client_id(client):
    assert any('-u "CLIENT_ID:$CLIENT_SECRET"' in sample for sample in samples(client))


def test_developer_sees_the_client_id_of_their_first_live_app(app, client):
    with app.app_context():
        dev = make_user("dev@example.org")
        first, _secret = make_client(
            dev, name="Poster Board", redirect_uris=("https://a.example/cb",)
        )
        db.session.commit()
        client_id = first.client_id
        make_client(dev, name="Later")
        make_client(name="Somebody else's")
        db.session.commit()
    sign_in(client, "dev@example.org")
    filled = [sample for sample in samples(client) if client_id in sample]
    assert len(filled) == 5
    assert any("redirect_uri=https%3A%2F%2Fa.example%2Fcb" in sample for sample in filled)
    assert "CLIENT_ID stands for" not in client.get("/docs").text


def test_python_sample_is_python(client):
    [sample] = [sample for sample in samples(client) if "OAuth2Session" in sample]
    compile(sample, "sample", "exec")


def test_every_address_in_the_samples_is_one_of_ours(app, client):
    adapter = app.url_map.bind("localhost")
    paths = set(re.findall(r"(?:http://localhost|\{SERVER\})(/[\w/]+)", "\n".join(samples(client))))
    assert paths >= {"/oauth/authorize", "/oauth/token", "/oauth/revoke"}
    for path in paths:
        assert adapter.allowed_methods(path), path


@pytest.mark.parametrize("name", SCOPES)
def test_every_scope_is_explained(name, client):
    page = html.unescape(client.get("/docs/scopes").text)
    assert f"<code>{name}</code>" in page
    assert str(SCOPES[name].sentence) in page


def test_every_status_is_explained(client):
    page = client.get("/docs/errors").text
    for status, problem in PROBLEMS.items():
        assert f'<th scope="row">{status}</th><td><code>{problem.code}</code>' in page
