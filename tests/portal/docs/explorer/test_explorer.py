"""Every operation of the reference is tried in its page."""

import html
import re

import pytest

from app.extensions import db
from app.factory import create_app
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.credentials.access_token import AccessToken
from app.models.grants.grant import Grant
from app.models.teams.membership import Membership
from app.models.trials import sandbox
from tests.support import client_pages, factories
from tests.support.forms import submit
from tests.support.people import sign_in

DEV = "dev@example.org"
EVENT = "/docs/api/events"


@pytest.fixture
def client_id(app):
    return client_pages.make_client_of(app, DEV, name="Poster Board")


@pytest.fixture
def browser(app, client_id):
    client = app.test_client()
    sign_in(client, DEV)
    return client


def list_operations(browser):
    """(address of its page, method and path, statuses) of all that the document describes."""
    return [
        (
            operation["externalDocs"]["url"].removeprefix("http://localhost"),
            f"{method.upper()} {path}",
            set(operation["responses"]),
        )
        for path, methods in browser.get("/openapi.json").json["paths"].items()
        for method, operation in methods.items()
    ]


def status_of(answer):
    """The status that the page shows, as text; None when nothing was sent."""
    shown = re.search(r'class="status-code [^"]*">(\d+)<', answer.text)
    return shown and shown[1]


def text_of(answer):
    """What a reader sees of the page, without its elements."""
    return html.unescape(re.sub(r"<[^>]+>", "", answer.text))


def make_token(app, email, team_slug):
    """A token of somebody's app, which writes the events of a team of ``email``."""

    def build():
        owner = User.find_by_email(email) or factories.make_user(email)
        team = factories.make_team(owner, slug=team_slug)
        client, _secret = factories.make_client(scopes="events:write")
        grant = factories.make_grant(client, owner, team, scopes="events:write")
        return factories.make_tokens(grant)[0]

    return client_pages.make(app, build)


def test_every_operation_is_sent_and_gets_a_documented_status(app, browser):
    app.config["WTF_CSRF_ENABLED"] = False
    statuses = {}
    for address, name, documented in list_operations(browser):
        page = browser.get(address)
        fields = {"route": name} if 'name="route"' in page.text else {}
        status = status_of(submit(browser, address, "Send", page=page, **fields))
        statuses[name] = status
        assert status in documented, (name, status)
    assert sum(status[0] == "2" for status in statuses.values()) > len(statuses) * 0.75


def test_answer_has_headers_time_and_the_call_in_four_languages(browser):
    answer = text_of(submit(browser, f"{EVENT}/list-events", "Send", **{"query-limit": "2"}))
    assert "X-Request-ID: req_" in answer
    assert re.search(r"\d+ ms", answer)
    assert '"title": "Open rehearsal"' in answer
    assert "?limit=2" in answer
    for language in ("curl", "Python", "JavaScript", "PHP"):
        assert f"The call in {language}" in answer


def test_json_is_coloured_by_classes_alone(browser):
    answer = submit(browser, f"{EVENT}/list-events", "Send")
    assert '<span class="hl-nt">"data"</span>' in answer.text
    assert "style=" not in answer.text.partition("<main")[2]


def test_token_of_the_sandbox_is_not_shown_and_the_call_holds_a_variable(browser):
    answer = submit(browser, f"{EVENT}/list-events", "Send").text
    assert "sd_at_" not in answer
    assert "Bearer $ACCESS_TOKEN" in text_of(submit(browser, f"{EVENT}/list-events", "Send"))


def test_typed_token_is_used_and_not_repeated(app, browser):
    token = make_token(app, "rival@example.org", "harbour-hall")
    values = {"token": token, "path-team": "harbour-hall", "route": READ}
    answer = submit(browser, f"{EVENT}/list-events", "Send", **values)
    assert status_of(answer) == "200"
    assert token not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


READ = "GET /api/v1/organizer/{team}/events"


def test_typed_token_changes_nothing_outside_the_sandbox(app, browser):
    token = make_token(app, DEV, "harbour-hall")
    values = {"token": token, "path-team": "harbour-hall"}
    answer = submit(browser, f"{EVENT}/add-event", "Send", **values)
    assert (answer.status_code, status_of(answer)) == (422, None)
    assert "tried in your sandbox only" in answer.text
    assert token not in answer.text


@pytest.mark.parametrize(
    "value",
    ["x/occurrences/2027-01-01", "../../../../account", "a\x00b", "", "é" * 3000],
    ids=["deeper", "upward", "null", "empty", "long"],
)
def test_value_of_a_path_leads_to_this_operation_or_nowhere(browser, value):
    values = {"path-slug": value, "path-team": "x"}
    answer = submit(browser, f"{EVENT}/show-event", "Send", **values)
    assert (answer.status_code, status_of(answer)) in {(422, None), (200, "403"), (200, "404")}


def test_header_has_no_line_break(browser):
    values = {"header-If-None-Match": "a\r\nX-Forged: 1"}
    answer = submit(browser, f"{EVENT}/show-event", "Send", **values)
    assert answer.status_code == 422
    assert "Use printable characters of ASCII." in answer.text


def test_credential_in_a_field_is_masked_in_the_call_and_in_the_form(app, browser):
    token = make_token(app, "rival@example.org", "harbour-hall")
    answer = submit(browser, "/docs/api/oauth/introspect-token", "Send", body=f"token={token}")
    assert status_of(answer) == "401"
    assert token not in answer.text
    assert "token=$ACCESS_TOKEN" in text_of(answer)


def test_portal_vouches_for_an_own_app_and_its_own_token_is_active(browser):
    answer = text_of(submit(browser, "/docs/api/oauth/introspect-token", "Send"))
    assert '"active": true' in answer
    assert "vouched for your app" in answer
    assert "$CLIENT_SECRET" in answer


def test_portal_does_not_vouch_for_what_other_people_allowed(app, browser, client_id):
    def build():
        client = Client.find(client_id)
        other = factories.make_user()
        grant = factories.make_grant(client, other, factories.make_team(other))
        return grant.public_id, *factories.make_tokens(grant)

    grant_id, access, refresh = client_pages.make(app, build)
    sent = [
        ("/docs/api/oauth/end-grant", {"path-grant_id": grant_id}),
        ("/docs/api/oauth/revoke-token", {"body": f"token={access}"}),
        ("/docs/api/oauth/revoke-token", {"body": f"token={refresh}"}),
        (
            "/docs/api/oauth/issue-token",
            {"body": f"grant_type=refresh_token\nrefresh_token={refresh}"},
        ),
    ]
    for address, values in sent:
        answer = submit(browser, address, "Send", **values)
        assert (answer.status_code, status_of(answer)) == (422, None), address
    for token in (access, refresh):
        values = {"body": f"token={token}"}
        answer = submit(browser, "/docs/api/oauth/introspect-token", "Send", **values)
        assert status_of(answer) == "401"
        assert "of another person" in text_of(answer)
    with app.app_context():
        assert db.session.scalars(db.select(Grant).where(Grant.public_id == grant_id)).one().is_live
        assert AccessToken.find(access).revoked_at is None


def test_app_of_somebody_else_is_not_vouched_for(app, browser):
    other = client_pages.make_client_of(app, "rival@example.org", name="Rival")
    answer = submit(browser, "/docs/api/oauth/introspect-token", "Send", app=other)
    assert (answer.status_code, status_of(answer)) == (422, None)


def test_visitor_reads_the_page_and_signs_in_to_send(client):
    page = client.get(f"{EVENT}/add-event")
    assert f'href="/login?next={EVENT}/add-event"' in page.text
    assert '<button class="btn btn-primary" type="submit">Send' not in page.text
    assert client.post(f"{EVENT}/add-event").status_code == 400


def test_reader_without_an_app_sends_operations_of_apps_without_credentials(app):
    client_pages.make(app, lambda: factories.make_user("nina@example.org"))
    browser = app.test_client()
    sign_in(browser, "nina@example.org")
    answer = submit(browser, "/docs/api/oauth/introspect-token", "Send")
    assert status_of(answer) == "401"
    assert "no app of yours was chosen" in text_of(answer)
    assert status_of(submit(browser, f"{EVENT}/list-events", "Send")) == "200"


def test_sandbox_and_its_grant_are_made_once_and_can_be_revoked(app, browser):
    for _turn in range(2):
        submit(browser, f"{EVENT}/list-events", "Send")
    with app.app_context():
        user = User.find_by_email(DEV)
        [membership] = Membership.list_with_teams(user)
        assert membership.team == sandbox.find(user)
        [grant] = db.session.scalars(db.select(Grant)).all()
        assert grant.client.name == "API explorer"
        assert not grant.client.live_secrets
        assert not grant.client.registered_uris()
    assert "API explorer" in browser.get("/account/apps").text


def test_suspended_explorer_sends_no_token(app, browser):
    submit(browser, f"{EVENT}/list-events", "Send")
    with app.app_context():
        db.session.scalars(db.select(Grant)).one().client.suspend("Maintenance.")
        db.session.commit()
    assert status_of(submit(browser, f"{EVENT}/list-events", "Send")) == "401"


def test_tries_are_limited(app, settings, client_id):
    limits = {"rate_limits": True, "rate_limit_explorer": "2 per minute"}
    browser = create_app(settings.model_copy(update=limits)).test_client()
    sign_in(browser, DEV)
    answers = [submit(browser, f"{EVENT}/list-events", "Send") for _turn in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]


@pytest.mark.parametrize("path", ["events/nothing", "nothing/add-event", "oauth/add-event"])
def test_other_addresses_are_not_found(client, path):
    assert client.get(f"/docs/api/{path}").status_code == 404
