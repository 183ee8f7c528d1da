"""One app and two owners of a team, from the consent to the last disconnect, page by page."""

import jwt
import pytest
from jwt import PyJWKSet

from app.extensions import db
from app.models.teams.membership import Role
from app.models.teams.team import Team
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.forms import submit
from tests.support.people import sign_in

TEAM = "/teams/harbour-hall"
BOTH = "events:read profile:read"


class Day:
    """The app with its tokens, and a browser for each owner."""

    def __init__(self, app):
        self.app = app
        flow.make_organizer(app)
        with app.app_context():
            otto = factories.make_user("otto@example.org", name="Otto")
            factories.join(Team.find("harbour-hall"), otto, Role.OWNER)
            db.session.commit()
        self.poster = flow.register(app, name="Poster Board", scopes=BOTH)
        self.machine = app.test_client()
        self.olivia, self.otto = (
            self.browser("olivia@example.org"),
            self.browser("otto@example.org"),
        )
        chosen = {"expires": "30d"}
        self.tokens = flow.connect(app, self.poster, "otto@example.org", scope=BOTH, fields=chosen)
        self.page = f"/account/apps/{self.tokens['grant_id']}"

    def browser(self, email):
        browser = self.app.test_client()
        sign_in(browser, email)
        return browser

    def call(self, path="/api/v1/organizer/events"):
        """Status and error of a call with the newest access token."""
        headers = {"Authorization": f"Bearer {self.tokens['access_token']}"}
        answer = self.machine.get(path, headers=headers)
        return answer.status_code, answer.json.get("error")

    def refresh(self):
        """Status of the token endpoint; the new tokens are kept."""
        answer = flow.refresh(self.machine, self.poster, self.tokens["refresh_token"])
        if answer.status_code == 200:
            self.tokens |= answer.json
        return answer.status_code

    def receipt(self, browser):
        """The claims, as another library reads them with the published keys."""
        text = browser.get(f"{self.page}/receipt.jws").text
        keys = PyJWKSet.from_dict(self.machine.get("/oauth/jwks.json").json)
        key = keys[jwt.get_unverified_header(text)["kid"]]
        return jwt.decode(text, key, algorithms=["RS256"])


@pytest.fixture
def day(app):
    return Day(app)


def test_owner_narrows_pauses_and_resumes_and_keeps_the_receipt(day):
    approved = day.receipt(day.otto)
    assert approved["scopes"] == BOTH.split()
    assert approved["expires"] == "30d"

    narrowing = f"{day.page}/remove?scope=profile:read"
    assert "can no longer do this" in day.otto.get(narrowing).text
    submit(day.otto, narrowing, "Remove access to")
    assert day.call("/api/v1/me") == (403, "insufficient_scope")
    assert day.call() == (200, None)
    assert day.receipt(day.otto) == approved

    submit(day.otto, day.page, "Pause")
    assert day.call() == (403, "grant_paused")
    assert day.refresh() == 200
    submit(day.otto, day.page, "Resume")
    assert day.call() == (200, None)
    assert day.tokens["scope"] == "events:read"

    history = day.otto.get(day.page).text.partition("History")[2]
    assert history.count("<tr>") > 4

    submit(day.otto, f"{day.page}/revoke", "Revoke access")
    assert day.call() == (401, "invalid_token")
    assert day.refresh() == 400


def test_other_owner_adopts_what_stopped_decides_who_connects_and_disconnects(day):
    submit(day.olivia, f"{TEAM}/members", "Remove Otto")
    assert (day.call(), day.refresh()) == ((401, "invalid_token"), 400)
    adoption = f"{TEAM}/apps/{day.tokens['grant_id']}/adopt"
    assert f'href="{adoption}"' in day.olivia.get("/").text
    page = day.olivia.get(adoption).text
    assert "Expires" in page  # the term of the owner who connected it goes on
    submit(day.olivia, adoption, "Authorize")
    assert (day.refresh(), day.call()) == (200, (200, None))
    assert day.receipt(day.olivia)["user"]["email"] == "olivia@example.org"
    assert day.receipt(day.otto)["user"]["email"] == "otto@example.org"

    submit(day.olivia, f"{TEAM}/settings", "Save", connect_policy="reviewed")
    again = flow.authorize_path(day.poster, scope=BOTH, prompt="consent")
    assert "lets only reviewed apps connect" in day.olivia.get(again).text
    assert day.call() == (200, None)  # what is connected keeps its access

    one_app = f"{TEAM}/apps/{day.poster.id}"
    assert "It could not be connected now" in day.olivia.get(one_app).text
    submit(day.olivia, f"{one_app}/disconnect", "Disconnect the app")
    assert (day.call(), day.refresh()) == ((401, "invalid_token"), 400)
    assert "Poster Board" not in day.olivia.get(f"{TEAM}/apps").text.partition("<h2")[2]


def test_the_same_day_in_german(day):
    german = day.browser("otto@example.org")
    submit(german, "/account", "Save", locale="de")
    for path, word in {
        "/account/apps": "Verbundene Apps",
        day.page: "Widerrufen",
        f"{TEAM}/apps": "Verbundene Apps",
        "/account/tokens": "Persönliche Token",
        "/docs/guides/webhooks": "Empfänger",
    }.items():
        answer = german.get(path)
        assert '<html lang="de"' in answer.text
        assert word.lower() in answer.text.lower(), path
