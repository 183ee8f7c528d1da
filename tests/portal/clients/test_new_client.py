"""Registering an app."""

import re

import pytest

from app.extensions import db
from app.models.audit_queries.audit_event import AuditEvent
from app.models.clients import redirect_uri
from app.models.clients.client import Client
from app.models.clients.client_quota import MAX_CLIENTS_PER_OWNER
from app.models.credentials.client_authentication import authenticate
from app.models.values.secret import digest
from app.portal.clients import client_presenter
from tests.support import factories
from tests.support.client_pages import (
    NEW,
    URI,
    make,
    make_client_of,
    register_app,
    shown_secret,
    stored,
)
from tests.support.forms import find_form, submit
from tests.support.people import sign_in


@pytest.fixture
def dev(app, client):
    """The client, signed in as a developer."""
    make(app, lambda: factories.make_user("dev@example.org", name="Dev Ito"))
    sign_in(client, "dev@example.org")
    return client


def test_new_app_shows_its_secret_once_on_its_own_page(app, dev):
    answer = register_app(dev)
    assert answer.location == f"/developer/apps/{stored(app, lambda c: c.client_id)}"
    secret = shown_secret(dev.get(answer.location).text)
    assert stored(app, lambda c: authenticate(c.client_id, secret).client is c)
    again = dev.get(answer.location).text
    assert secret not in again
    assert f"sd_sec_••••••••••••{secret[-4:]}" in again


def test_secret_is_in_no_address_cookie_log_or_row(app, dev, caplog):
    """Invariant 8: shown in one response only, stored as a digest."""
    answer = register_app(dev)
    waiting = dev.get_cookie("stagedoor").value
    with app.app_context():
        rows = [
            str(dict(row._mapping))
            for t in db.metadata.sorted_tables
            for row in db.session.execute(t.select())
        ]
    secret = shown_secret(dev.get(answer.location).text)
    for place in (answer.location, answer.text, waiting, dev.get_cookie("stagedoor").value):
        assert secret not in place
    assert secret not in caplog.text
    assert not [row for row in rows if secret in row]
    assert [row for row in rows if digest(secret) in row]


def test_head_request_does_not_use_the_secret_up(dev):
    answer = register_app(dev)
    assert dev.head(answer.location).status_code == 200
    assert shown_secret(dev.get(answer.location).text)


def test_another_browser_of_the_developer_sees_no_secret(app, dev):
    answer = register_app(dev)
    other = app.test_client()
    sign_in(other, "dev@example.org")
    assert shown_secret(other.get(answer.location).text) is None


def test_name_and_one_address_are_enough_and_give_the_usual_settings(app, dev):
    token = find_form(dev.get(NEW).text, "Create app").fields["csrf_token"][0]
    answer = dev.post(NEW, data={"csrf_token": token, "name": "Poster Board", "redirect_uris": URI})
    assert answer.status_code == 302
    settings = stored(app, lambda c: (c.profile, c.confidential, c.status, c.scopes, c.owner.email))
    usual = "events:read events:write profile:read tickets:read"
    assert settings == ("standard", True, "live", usual, "dev@example.org")


def test_app_in_a_browser_has_no_secret_and_learns_that_pkce_is_required(app, dev):
    page = dev.get(register_app(dev, confidential="0").location).text
    assert shown_secret(page) is None
    assert "required, with S256" in page
    assert stored(app, lambda c: (c.confidential, c.runs_on, c.secrets)) == (False, "browser", [])


def test_profile_and_scopes_are_taken(app, dev):
    register_app(dev, profile="gancio", scopes=["events:read", "event:write"])
    found = stored(app, lambda c: (c.profile, c.scopes, c.redirect_uri_optional))
    assert found == ("gancio", "event:write events:read", True)


def test_lines_are_tidied_and_several_addresses_kept_in_order(app, dev):
    register_app(dev, redirect_uris=f" {URI} \r\n\r\nhttp://127.0.0.1:8000/cb\r\n")
    assert stored(app, lambda c: c.registered_uris()) == [URI, "http://127.0.0.1:8000/cb"]


def test_link_fills_the_form_in(dev):
    page = dev.get(
        f"{NEW}?name=Tide+Calendar&redirect_uris={URI}&redirect_uris=https://b.example/cb"
        "&website=https://app.example&confidential=0&profile=eventpop&scopes=public+events:read"
    ).text
    fields = find_form(page, "Create app").fields
    assert fields["name"] == ["Tide Calendar"]
    assert fields["redirect_uris"][0].split() == [URI, "https://b.example/cb"]
    assert (fields["confidential"], fields["profile"]) == (["0"], ["eventpop"])
    assert sorted(fields["scopes"]) == ["events:read", "public"]


def test_nonsense_in_the_link_is_harmless(dev):
    page = dev.get(
        f"{NEW}?profile=x&confidential=%00&scopes=admin&redirect_uris=%0a%ff&name=%3Ci%3Ex"
    )
    assert page.status_code == 200
    assert "<i>x" not in page.text


def test_address_at_which_another_app_gets_direct_tokens_is_refused_beside_its_field(app, dev):
    """A claim alone would keep no one away; this one is reviewed."""
    other = make_client_of(app, "other@example.org", profile="kagibag")
    make(app, lambda: Client.find(other).review())
    answer = register_app(dev, profile="kagibag")
    assert answer.status_code == 422
    assert f"Another app gets its tokens at {URI}." in answer.text
    assert stored(app, lambda only: only.owner.email) == "other@example.org"


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("https://app.example@evil.example/cb", "Line 2: Remove the name and password"),
        ("https://app.example/cb#f", "Line 2: Remove the part after"),
        ("javascript:alert(1)", "Line 2: Use https://"),
        ("http://my-super-app.com/callback", "Line 2: Use https."),
        ("https://*.example/cb", "Line 2: Wildcards are not possible."),
        ("http://localhost.evil.example/cb", "Line 2: "),
        ("//evil.example/cb", "Line 2: "),
        ("https://app.example/a/../cb", "Line 2: Write the path without"),
        (URI, "Line 2: This address is already in line 1."),
    ],
    ids="userinfo fragment script http wildcard look-alike no-scheme dot-segments twice".split(),
)
def test_bad_address_is_refused_beside_its_field_and_nothing_is_stored(app, dev, bad, words):
    answer = register_app(dev, redirect_uris=f"{URI}\n{bad}")
    assert answer.status_code == 422
    error = re.search(r'id="redirect_uris-error">(.*?)</small>', answer.text, re.S)[1]
    assert words in error
    assert find_form(answer.text, "Create app").fields["redirect_uris"][0].endswith(bad)
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Client.id))) == 0


def test_all_faults_are_named_at_once_even_without_a_name(dev):
    """Each bad line says why, and the fields beside say what they lack."""
    answer = register_app(
        dev, name="", redirect_uris=f"http://a.example/\n{URI}\n/cb", website="ftp://a"
    )
    error = re.search(r'id="redirect_uris-error">(.*?)</small>', answer.text, re.S)[1]
    assert re.findall(r"Line \d: \w+", error) == ["Line 1: Use", "Line 3: Start"]
    assert 'id="name-error"' in answer.text
    assert 'id="website-error"' in answer.text


def test_examples_of_addresses_are_true(app):
    with app.test_request_context():
        examples = client_presenter.redirect_examples()
    for uri, _why in examples["good"]:
        assert redirect_uri.validate(uri) == uri
    assert all(why for _uri, why in examples["bad"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 101),
        ("name", "Official Support"),
        ("name", "Pay\u202epal"),
        ("redirect_uris", " \n "),
        ("redirect_uris", "\n".join(f"{URI}{n}" for n in range(11))),
        ("redirect_uris", "https://app.example/" + "a" * 2000),
        ("website", "javascript:alert(1)"),
        ("website", "https://app.example/" + "a" * 500),
        ("description", "x" * 301),
        ("profile", "other"),
        ("confidential", "2"),
        ("scopes", ["admin"]),
    ],
)
def test_value_beyond_its_limit_is_refused_beside_its_field(dev, field, value):
    answer = register_app(dev, **{field: value})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "field-error" in answer.text


def test_markup_in_a_description_of_an_app_is_shown_as_text(dev):
    """Escaped on the app's page, in the list and in forms."""
    name, text = "<script>alert(1)</script>{{7*7}}", '"><img src=x onerror=alert(1)>'
    page = dev.get(register_app(dev, name=name, description=text).location)
    for html in (
        page.text,
        dev.get("/developer/apps").text,
        dev.get(f"{page.request.path}/edit").text,
    ):
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "{{7*7}}" in html


def test_server_owned_fields_cannot_be_sent(app, dev):
    """Mass assignment."""
    register_app(
        dev, client_id="mine", client_secret="x", owner_id="1", status="suspended",
        reviewed_at="1", created_at="0", source="dcr", access_token_lifetime="999999999",
    )  # fmt: skip
    row = stored(app, lambda c: (c.client_id[:7], c.status, c.reviewed_at, c.source))
    assert row == ("sd_app_", "live", None, "portal")
    assert stored(app, lambda c: c.access_token_lifetime) == 7200
    assert stored(app, lambda c: c.created_at) > 0


def test_developer_at_the_limit_is_told_so(app, dev):
    for number in range(MAX_CLIENTS_PER_OWNER):
        make_client_of(app, "dev@example.org", name=f"App {number}")
    answer = register_app(dev)
    assert answer.status_code == 422
    assert "Delete one first" in answer.text
    assert "25 of 25 apps" in dev.get("/developer/apps").text


def test_registration_is_written_down(app, dev):
    register_app(dev)
    with app.app_context():
        line = db.session.scalars(db.select(AuditEvent).filter_by(action="client.registered")).one()
        assert (line.actor.email, line.client_id is not None) == ("dev@example.org", True)


def test_form_shows_few_fields_and_folds_the_rest_away(dev):
    page = dev.get(NEW).text
    form = page[page.index('id="name"') : page.index("Create app</button>")]
    sight, _more, folded = form.partition("<details")
    assert re.findall(r'name="(\w+)"', sight[sight.index(">") :]) == [
        "redirect_uris", "access", "access", "confidential", "confidential",
    ]  # fmt: skip
    assert '<details class="form-group" open' not in page
    assert {"website", "description", "scopes", "pkce", "profile"} == set(
        re.findall(r'name="(\w+)"', folded)
    )


@pytest.mark.parametrize("field", ["website", "pkce", "profile", "scopes"])
def test_folded_fields_are_open_when_one_has_an_error(dev, field):
    assert '<details class="form-group" open' in register_app(dev, **{field: "no"}).text


@pytest.mark.parametrize(
    ("fields", "is_required"),
    [
        ({}, True),
        ({"pkce": "optional"}, False),
        ({"profile": "gancio"}, False),
        ({"profile": "passport", "pkce": "required"}, False),
    ],
)
def test_standard_app_needs_pkce_unless_its_developer_chooses_otherwise(
    app, dev, fields, is_required
):
    register_app(dev, **fields)
    client_id, needs_pkce = stored(app, lambda c: (c.client_id, c.pkce_required))
    assert needs_pkce == is_required
    query = {"response_type": "code", "client_id": client_id, "redirect_uri": URI}
    location = dev.get("/oauth/authorize", query_string={**query, "state": "s"}).location
    assert ("error=invalid_request" in (location or "")) == is_required


def test_direct_post_of_the_documented_fields_needs_pkce_too(app, dev):
    token = find_form(dev.get(NEW).text, "Create app").fields["csrf_token"][0]
    dev.post(NEW, data={"csrf_token": token, "name": "Poster Board", "redirect_uris": URI})
    assert stored(app, lambda c: c.pkce_required)


@pytest.mark.parametrize(
    ("fields", "scopes"),
    [
        ({"access": "read"}, "events:read profile:read tickets:read"),
        ({"access": "write"}, "events:read events:write profile:read tickets:read"),
        ({"access": "read", "profile": "gancio"}, "events:read"),
        ({"access": "read", "scopes": ["events:write"]}, "events:write"),
    ],
)
def test_app_reads_or_reads_and_writes_unless_scopes_are_chosen(app, dev, fields, scopes):
    register_app(dev, **fields)
    assert stored(app, lambda c: c.scopes) == scopes


@pytest.mark.parametrize("name", ["Poster Board", "P0STER-BOARD", "Pöster Bôard"])
def test_name_of_a_reviewed_app_is_refused_beside_the_field_with_all_other_errors(app, dev, name):
    theirs = make_client_of(app, "other@example.org", name="Poster Board")
    make(app, lambda: Client.find(theirs).review())
    answer = register_app(
        dev, name=name, redirect_uris="http://a.example/\n/cb", website="x", pkce="no"
    )
    assert answer.status_code == 422
    error = re.search(r'id="name-error">(.*?)</small>', answer.text, re.S)[1]
    assert "This is the name of a reviewed app." in error
    assert "5 things need fixing" in answer.text
    for field in ("name", "redirect_uris", "website", "pkce"):
        assert f'href="#{field}"' in answer.text
        assert f'id="{field}-error"' in answer.text


def test_app_of_another_cannot_be_renamed_to_it_either(app, dev):
    theirs = make_client_of(app, "other@example.org", name="Poster Board")
    make(app, lambda: Client.find(theirs).review())
    mine = make_client_of(app, "dev@example.org", name="Tide")
    edit = f"/developer/apps/{mine}/edit"
    answer = submit(dev, edit, "Save", name="poster board", website="x")
    assert answer.status_code == 422
    assert "2 things need fixing" in answer.text
    assert "This is the name of a reviewed app." in answer.text
