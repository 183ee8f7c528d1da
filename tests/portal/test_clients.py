"""My apps, a new app and an app's page (security.md PR1, PR8, PR9, PR15)."""

import re

import pytest

from app.extensions import db
from app.models.audit_event import AuditEvent
from app.models.client import Client, Status
from app.models.client_quota import MAX_CLIENTS_PER_OWNER
from app.models.client_secret import ClientSecret
from app.models.secret import digest
from tests.support import factories
from tests.support.forms import find_form, submit
from tests.support.people import sign_in
from tests.support.settings import make_settings

NEW = "/developer/apps/new"
URI = "https://app.example/callback"


@pytest.fixture
def dev(app, client):
    """The client, signed in as a developer."""
    make(app, lambda: factories.make_user("dev@example.org", name="Dev Ito"))
    sign_in(client, "dev@example.org")
    return client


def make(app, build):
    """Run ``build`` in an app context, commit, and return what it returns."""
    with app.app_context():
        made = build()
        db.session.commit()
        return made


def make_client_of(app, email, **metadata):
    """Register an app of the person with ``email`` and return its client id."""

    def build():
        owner = db.session.scalars(db.select(factories.User).filter_by(email=email)).one_or_none()
        return factories.make_client(owner or factories.make_user(email), **metadata)[0].client_id

    return make(app, build)


def register_app(client, **fields):
    """Send the form for a new app and return the answer."""
    fields = {"name": "Poster Board", "redirect_uris": URI, **fields}
    return submit(client, NEW, "Create app", **fields)


def shown_secret(page):
    """Return the element's text after the words "Client secret"; None when they are not there."""
    found = re.search(r"Client secret.*?<code[^>]*>(sd_sec_[a-z0-9]+)</code>", page, re.S)
    return found and found[1]


def stored(app, read):
    """Return what ``read`` finds out about the only client."""
    with app.app_context():
        return read(db.session.scalars(db.select(Client)).one())


def test_new_app_shows_its_secret_once_on_its_own_page(app, dev):
    answer = register_app(dev)
    assert answer.location == f"/developer/apps/{stored(app, lambda c: c.client_id)}"
    secret = shown_secret(dev.get(answer.location).text)
    assert stored(app, lambda c: c.check_client_secret(secret))
    again = dev.get(answer.location).text
    assert secret not in again
    assert f"sd_sec_••••••••••••{secret[-4:]}" in again


def test_secret_is_in_no_address_cookie_log_or_row(app, dev, caplog):
    """product.md invariant 8: shown in one response only, stored as a digest."""
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
        f"{NEW}?profile=x&confidential=%00&scopes=admin&redirect_uris=%0a%ff&name=%3Cb%3E"
    )
    assert page.status_code == 200
    assert (
        "<b>" not in find_form(page.text, "Create app").fields["name"][0]
        or "&lt;b&gt;" in page.text
    )


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
        (URI, "One address is listed twice."),
    ],
    ids=["R05", "R06", "R07", "R08", "R12", "R16", "R19", "R22", "twice"],
)
def test_bad_address_is_refused_beside_its_field_and_nothing_is_stored(app, dev, bad, words):
    """R05-R08, R12, R16, R19, R22."""
    answer = register_app(dev, redirect_uris=f"{URI}\n{bad}")
    assert answer.status_code == 422
    error = re.search(r'id="redirect_uris-error">(.*?)</small>', answer.text, re.S)[1]
    assert words in error
    assert find_form(answer.text, "Create app").fields["redirect_uris"][0].endswith(bad)
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Client.id))) == 0


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
    """D02, X02, X11, X12."""
    answer = register_app(dev, **{field: value})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "field-error" in answer.text


def test_markup_in_a_description_of_an_app_is_shown_as_text(dev):
    """X01: escaped on the app's page, in the list and in forms."""
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
    """Z09: mass assignment."""
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


class TestReviewedInstance:
    """REGISTRATION=review."""

    @pytest.fixture
    def settings(self, database_url, tmp_path):
        return make_settings(
            database_url=database_url, stagedoor_home=tmp_path, registration="review"
        )

    def test_new_app_waits_for_an_operator(self, app, dev):
        page = dev.get(register_app(dev).location).text
        assert stored(app, lambda c: c.status) == Status.PENDING
        assert "An operator looks at this app first" in page
        assert "In review" in dev.get("/developer/apps").text


class TestClosedInstance:
    """REGISTRATION=closed."""

    @pytest.fixture
    def settings(self, database_url, tmp_path):
        return make_settings(
            database_url=database_url, stagedoor_home=tmp_path, registration="closed"
        )

    def test_only_operators_register_apps(self, app, dev):
        token = find_form(dev.get("/account").text).fields["csrf_token"][0]
        sent = dev.post(NEW, data={"csrf_token": token, "name": "A", "redirect_uris": URI})
        assert (dev.get(NEW).status_code, sent.status_code) == (403, 403)
        assert "Only operators register apps here." in dev.get("/developer/apps").text

        make(app, lambda: factories.make_user("admin@example.org", is_operator=True))
        admin = app.test_client()
        sign_in(admin, "admin@example.org")
        assert register_app(admin).status_code == 302


def test_list_has_a_row_an_app_with_teams_and_last_request(app, dev):
    def build():
        owner = db.session.scalars(db.select(factories.User)).one()
        client, _secret = factories.make_client(owner, name="Poster Board")
        for _team in range(3):
            organizer = factories.make_user()
            grant = factories.make_grant(client, organizer, factories.make_team(organizer))
            grant.last_used_at = grant.created_at - 7200
        return client.client_id

    client_id = make(app, build)
    page = dev.get("/developer/apps").text
    assert f'href="/developer/apps/{client_id}"' in page
    assert re.search(r'<span class="num">3</span> <span class="row-label">teams</span>', page)
    assert "2 hours ago" in page
    assert f'data-copy="{client_id}"' in page


def test_list_finds_by_name_client_id_and_status(app, dev):
    first = make_client_of(app, "dev@example.org", name="Poster Board")
    make_client_of(app, "dev@example.org", name="Tide Calendar")
    for query in ("poster", "POSTER b", "póster", first, f" {first[:20]} "):
        page = dev.get("/developer/apps", query_string={"q": query}).text
        assert "Poster Board</a>" in page
        assert "Tide Calendar</a>" not in page
    assert "Tide Calendar</a>" in dev.get("/developer/apps?status=live").text
    assert "No app matches" in dev.get("/developer/apps?status=suspended").text


@pytest.mark.both_databases
@pytest.mark.parametrize("query", ["%", "_", "\\", "'", "\x00", "\ud83d", "x" * 5000])
def test_any_search_text_is_just_text(app, dev, query):
    make_client_of(app, "dev@example.org", name="Poster Board")
    answer = dev.get("/developer/apps", query_string={"q": query.encode("utf-8", "replace")})
    assert answer.status_code == 200
    assert "No app matches" in answer.text


def test_developer_without_apps_is_invited_to_make_one(dev):
    page = dev.get("/developer/apps").text
    assert "No apps yet" in page
    assert f'href="{NEW}"' in page


def test_list_is_the_persons_own(app, dev):
    make_client_of(app, "other@example.org", name="Foreign App")
    assert "Foreign App" not in dev.get("/developer/apps").text


def test_app_of_another_developer_is_as_unknown_as_none(app, dev):
    """Z08: every page and every act answers 404."""
    foreign = make_client_of(app, "other@example.org")
    with app.app_context():
        secret_id = db.session.scalars(db.select(ClientSecret)).one().public_id
    token = find_form(dev.get(NEW).text, "Create app").fields["csrf_token"][0]
    for client_id in (foreign, "sd_app_unknown", "%00", "x" * 300):
        for path in ("", "/edit", "/secrets", f"/secrets/{secret_id}/revoke", "/delete"):
            url = f"/developer/apps/{client_id}{path}"
            assert dev.get(url).status_code == 404, url
            sent = dev.post(url, data={"csrf_token": token, "name": "X", "redirect_uris": URI})
            assert sent.status_code in ((404, 405) if path == "" else (404,)), url
    assert stored(app, lambda c: (c.name != "X", len(c.live_secrets))) == (True, 1)


def test_stranger_is_sent_to_sign_in_and_comes_back(client):
    answer = client.get("/developer/apps/new?name=Tide")
    assert answer.location == "/login?next=/developer/apps/new?name%3DTide"


def test_page_names_the_endpoints_under_the_public_address(dev):
    page = dev.get(register_app(dev).location).text
    for path in ("/oauth/authorize", "/oauth/token", "/oauth/revoke",
                 "/.well-known/oauth-authorization-server"):  # fmt: skip
        assert f'data-copy="http://localhost{path}"' in page


def test_new_app_shows_first_steps_and_a_used_one_its_use(app, dev):
    page = dev.get(register_app(dev).location)
    assert "First steps" in page.text

    def use():
        organizer = factories.make_user()
        client = db.session.scalars(db.select(Client)).one()
        grant = factories.make_grant(client, organizer, factories.make_team(organizer))
        grant.last_used_at = grant.created_at

    make(app, use)
    used = dev.get(page.request.path).text
    assert "First steps" not in used
    assert "Teams connected" in used


def test_suspended_app_says_why(app, dev):
    path = register_app(dev).location
    make(app, lambda: db.session.scalars(db.select(Client)).one().suspend("Sent spam"))
    page = dev.get(path).text
    assert "An operator suspended this app" in page
    assert "Sent spam" in page
