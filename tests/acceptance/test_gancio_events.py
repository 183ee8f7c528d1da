"""Cases 11-16, 18 and 19: events written with Gancio's words, by a real plugin's requests too."""

import pytest

from app.extensions import db
from app.models.events.event import Event
from app.models.teams.team import Team
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.forms import submit
from tests.support.live_client import LiveClient
from tests.support.people import sign_in_by_form
from tests.support.wordpress import WordPress, authorize_path

pytestmark = pytest.mark.both_databases

POST = {
    "title": "Spring night",
    "tags": ["music", "open-air"],
    "description": "<p>Bring a coat.</p>",
    "start_datetime": 1795200000,
    "place_name": "Harbour Hall",
    "place_address": "Riva del Magazzino 4",
}


@pytest.fixture
def token(app, teams):
    """The header of an app with the gancio profile that may write acme's events."""
    client = flow.register(app, profile="gancio")
    answer = flow.connect(app, client, "org@example.org", scope="event:write", state=None)
    return {"Authorization": f"Bearer {answer['access_token']}"}


def number_of(app, slug):
    """The number of the only event of the team."""
    with app.app_context():
        return db.session.query(Event).filter_by(team=Team.find(slug)).one().id


def test_new_event_is_answered_200_with_an_integer_id_and_a_slug(machine, token):
    """Case 11."""
    answer = machine.post("/api/event", json=POST, headers=token)
    assert answer.status_code == 200
    assert isinstance(answer.json["id"], int)
    assert isinstance(answer.json["slug"], str)
    assert {name: answer.json[name] for name in ("title", "tags", "description")} == {
        name: POST[name] for name in ("title", "tags", "description")
    }
    assert answer.json["start_datetime"] == 1795200000
    assert answer.json["place"] == {"name": "Harbour Hall", "address": "Riva del Magazzino 4"}


def test_event_is_changed_by_an_id_sent_as_text(machine, token):
    """Case 12."""
    number = machine.post("/api/event", json=POST, headers=token).json["id"]
    changed = {**POST, "id": str(number), "title": "Summer night"}
    answer = machine.put("/api/event", json=changed, headers=token)
    assert answer.status_code == 200
    assert (answer.json["id"], answer.json["title"]) == (number, "Summer night")


def test_deleted_event_is_answered_200(machine, token):
    """Case 13."""
    number = machine.post("/api/event", json=POST, headers=token).json["id"]
    answer = machine.delete(f"/api/event/{number}", headers=token)
    assert (answer.status_code, answer.text) == (200, "OK")
    assert machine.get(f"/api/event/detail/{number}").status_code == 404


def test_missing_start_is_named_without_html(machine, token):
    """Case 14."""
    body = {name: value for name, value in POST.items() if name != "start_datetime"}
    answer = machine.post("/api/event", json=body, headers=token)
    assert answer.status_code == 400
    assert "start_datetime" in answer.json["message"]
    assert "<" not in answer.text


def test_bad_token_never_publishes_anonymously(app, machine, teams):
    """Case 15."""
    before = flow.count(app, Event)
    for headers in ({"Authorization": "Bearer sd_at_wrong"}, {}):
        answer = machine.post("/api/event", json=POST, headers=headers)
        assert (answer.status_code, bool(answer.json["message"])) == (401, True)
    assert flow.count(app, Event) == before


def test_event_of_another_team_is_403_and_an_unknown_one_404(app, machine, token):
    """Case 16."""
    foreign = number_of(app, "beta")
    body = {**POST, "id": foreign}
    assert machine.put("/api/event", json=body, headers=token).status_code == 403
    assert machine.delete(f"/api/event/{foreign}", headers=token).status_code == 403
    unknown = machine.put("/api/event", json={**POST, "id": 999_999}, headers=token)
    assert unknown.status_code == 404


def test_real_plugin_requests_succeed_in_order(app, start_server):
    """Case 18. The calls of docs/dialects/gancio.md, byte for byte but for names and secrets."""
    with app.app_context():
        factories.make_team(factories.make_user("org@example.org"), slug="acme")
        db.session.commit()
    server = start_server(workers=1)
    site = WordPress(f"{server.url}/")  # saved with a slash at the end
    plugin = site.register()
    browser = LiveClient(server)
    sign_in_by_form(browser, "org@example.org")
    answer = submit(browser, authorize_path(plugin), "Authorize")
    code = answer.headers["Location"].partition("&code=")[2]
    assert site.associate(plugin, code).status_code == 200
    assert site.associate(plugin, code).json()["error"] == "invalid_grant"

    published = site.publish(POST)
    assert published.status_code == 200
    number = str(int(published.json()["id"]))
    again = site.publish({**POST, "title": "Later"}, remote_id=number)
    assert (again.status_code, again.json()["title"]) == (200, "Later")
    assert browser.get(f"/event/{published.json()['slug']}").status_code == 200
    assert site.trash(number).status_code == 200


def test_event_has_a_public_page(machine, token):
    """Case 19."""
    slug = machine.post("/api/event", json=POST, headers=token).json["slug"]
    page = machine.get(f"/event/{slug}")
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert "Spring night" in page.text
