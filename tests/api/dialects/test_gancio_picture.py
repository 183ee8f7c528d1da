"""Pictures that Gancio's clients link to, kept by the server where the operator wants that."""

from threading import BoundedSemaphore

import pytest

from app.extensions import db
from app.models.audit_queries.audit_event import AuditEvent
from app.models.events.event import Event
from app.models.events.event_image import EventImage
from app.models.grants.grant import Grant
from app.models.teams.team import Team
from tests.api.dialects.test_gancio import SUMMER_NIGHT
from tests.support.api import assert_problem, make_reader
from tests.support.factories import make_event, make_team, make_user
from tests.support.listener import answer
from tests.support.outbound import towards
from tests.support.settings import make_settings

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR and so on"
GIF = b"GIF89a and so on"
LINK = "http://pictures.example/night.png"
MADE = {**SUMMER_NIGHT, "image_url": LINK}


@pytest.fixture
def settings(database_url, tmp_path):
    home = {"database_url": database_url, "stagedoor_home": tmp_path}
    return make_settings(**home, fetch_event_images=True)


@pytest.fixture
def plugin(app, listener):
    """A plugin that may write the events of Harbour Hall; the listener has its pictures."""
    listener.says(answer(PNG))
    app.extensions["outbound"] = towards(listener)
    with app.app_context():
        team = make_team(make_user("ana@example.org"), name="Harbour Hall", slug="harbour-hall")
        return make_reader(app, team, scopes="event:write", profile="gancio")


@pytest.fixture
def send(plugin):
    """A function that sends an event and returns the answer."""

    def send(body, method="POST"):
        headers = {"Authorization": f"Bearer {plugin.token}"}
        return plugin.client.open("/api/event", method=method, headers=headers, json=body)

    return send


def count(app, noun):
    """How many rows there are."""
    with app.app_context():
        return db.session.query(noun).count()


def path_of(event):
    """The path of the picture that the answer names."""
    assert event["image_url"].startswith("http://localhost/media/img_")
    return event["image_url"].removeprefix("http://localhost")


@pytest.mark.both_databases
def test_picture_is_fetched_and_served_from_here(app, client, send):
    event = send(MADE).json
    shown = client.get(path_of(event))
    assert (shown.status_code, shown.data, shown.mimetype) == (200, PNG, "image/png")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert shown.headers["Content-Security-Policy"] == policy
    assert shown.headers["Cache-Control"] == "public, max-age=86400"
    assert "Set-Cookie" not in shown.headers


def test_clients_find_it_where_they_look(client, send):
    """Their web component puts /media/thumb/ in front."""
    event = send(MADE).json
    [medium] = client.get(f"/api/event/detail/{event['id']}").json["media"]
    assert client.get(f"/media/thumb/{medium['url']}").data == PNG


def test_page_of_the_event_shows_it(client, send):
    event = send(MADE).json
    assert (
        f'<img src="{path_of(event)}" alt="Summer night">'
        in client.get(f"/event/{event['slug']}").text
    )


def test_browser_that_has_it_is_told_so(client, send):
    path = path_of(send(MADE).json)
    etag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_same_link_again_is_not_fetched_again(app, listener, send):
    made = send(MADE).json
    for link in (LINK, made["image_url"]):
        body = {**MADE, "id": made["id"], "title": link, "image_url": link}
        changed = send(body, "PUT").json
        assert (changed["title"], changed["image_url"]) == (link, made["image_url"])
    assert listener.connections == 1


@pytest.mark.both_databases
def test_another_picture_takes_the_place_of_the_first(app, client, listener, send):
    made = send(MADE).json
    listener.says(answer(GIF))
    body = {**MADE, "id": made["id"], "image_url": f"{LINK}?2"}
    changed = send(body, "PUT").json
    assert client.get(path_of(changed)).data == GIF
    assert client.get(path_of(made)).status_code == 404
    assert count(app, EventImage) == 1


def test_picture_left_out_is_gone(client, send):
    made = send(MADE).json
    assert send({**SUMMER_NIGHT, "id": made["id"]}, "PUT").json["image_url"] is None
    assert client.get(path_of(made)).status_code == 404


@pytest.mark.parametrize(
    "changes", [{"visibility": "private"}, {"status": "draft"}, {"deleted_at": 1}], ids=str
)
def test_picture_of_an_event_that_nobody_may_see(app, client, send, changes):
    made = send(MADE).json
    with app.app_context():
        db.session.query(Event).update(changes)
        db.session.commit()
    assert client.get(path_of(made)).status_code == 404


@pytest.mark.parametrize(
    "name", ["x", "img_aaaaaaaaaaaaaaaa.png", "img_aaaaaaaaaaaaaaaa", "%00", "..%2fsecret_key"]
)
def test_picture_that_is_not_there(client, name):
    assert client.get(f"/media/{name}").status_code == 404


def test_ending_of_the_name_is_the_contents(client, send):
    path = path_of(send(MADE).json)
    assert client.get(path.replace(".png", ".gif")).status_code == 404


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (answer(b"<svg onload=alert(1)>"), "This is not a PNG, JPEG, GIF or WebP picture."),
        (answer(b"<html>"), "This is not a PNG, JPEG, GIF or WebP picture."),
        (answer(b""), "This is not a PNG, JPEG, GIF or WebP picture."),
        (answer(PNG, status="404 Not Found"), "The picture could not be fetched."),
        (answer(PNG, status="302 Found", Location=LINK), "The picture could not be fetched."),
        (answer(PNG + b"\0" * 5 * 1024**2), "The picture is larger than 5 MB."),
        (b"", "The picture could not be fetched."),
    ],
    ids=["svg", "html", "empty", "404", "redirect", "large", "nothing"],
)
def test_what_is_no_picture_changes_nothing(app, listener, send, says, words):
    made = send(SUMMER_NIGHT).json
    listener.says(says)
    for method, body in (("POST", MADE), ("PUT", {**MADE, "id": made["id"], "title": "Other"})):
        refused = send(body, method)
        assert_problem(refused, 400, "invalid_request")
        assert refused.json["message"] == f"image_url: {words}"
        assert "pictures.example" not in refused.text
    with app.app_context():
        assert [event.title for event in db.session.query(Event)] == ["Summer night"]
        assert db.session.query(EventImage).count() == 0
        assert db.session.query(AuditEvent).filter_by(action="event.changed").count() == 0


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("http://127.0.0.1/", "The picture could not be fetched."),
        ("http://no-such-name.invalid/", "The picture could not be fetched."),
        ("http://ana@pictures.example/", "Give a public https address."),
        ("http://pictures.example:8080/", "Give a public https address."),
    ],
)
def test_address_that_nobody_may_ask(app, listener, send, link, words):
    app.extensions["outbound"] = towards(listener, admitted=frozenset())
    assert send({**MADE, "image_url": link}).json["message"] == f"image_url: {words}"
    assert listener.connections == 0
    assert count(app, Event) == 0


def test_everything_else_is_checked_before_anybody_is_asked(app, listener, send):
    made = send(SUMMER_NIGHT).json
    with app.app_context():
        foreign = make_event(make_team(make_user(), slug="night-owl"), "Foreign").id
        db.session.commit()
    assert send({**MADE, "title": ""}).status_code == 400
    assert send({**MADE, "id": made["id"], "title": ""}, "PUT").status_code == 400
    assert send({**MADE, "id": foreign}, "PUT").status_code == 403
    assert send({**MADE, "id": 999}, "PUT").status_code == 404
    assert listener.connections == 0


@pytest.mark.both_databases
def test_revoked_while_the_picture_comes_is_too_late(app, listener, send):
    """What is written is decided after the wait."""
    made = send(SUMMER_NIGHT).json

    def revoke(host, port):
        with app.app_context():
            for grant in db.session.query(Grant):
                grant.revoke()
            db.session.commit()
        return listener.resolve(host, port)

    app.extensions["outbound"] = towards(listener, resolve=revoke)
    assert send({**MADE, "id": made["id"]}, "PUT").status_code == 401
    assert count(app, EventImage) == 0


def test_nobody_waits_for_the_picture(app, listener, send):
    """While it comes, others write to the same team."""
    written = []

    def write(host, port):
        with app.app_context():
            make_event(Team.find("harbour-hall"), "Meanwhile")
            db.session.commit()
        written.append(host)
        return listener.resolve(host, port)

    app.extensions["outbound"] = towards(listener, resolve=write)
    assert send(MADE).status_code == 200
    assert written == ["pictures.example"]


def test_too_many_at_once_may_come_again(app, listener, send):
    """Whoever has the last slot keeps it until the answer is there or too late."""
    full = BoundedSemaphore(1)
    full.acquire()
    app.extensions["outbound"] = towards(listener, slots=full)
    refused = send(MADE)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
    assert count(app, Event) == 0


def test_link_stays_a_link_unless_the_operator_wants_pictures(app, listener, send):
    app.config["SETTINGS"] = make_settings(fetch_event_images=False)
    assert send(MADE).json["image_url"] == LINK
    assert listener.connections == 0
