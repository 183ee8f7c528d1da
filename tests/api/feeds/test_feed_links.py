"""Links that apps make for themselves, and for nobody else."""

import pytest

from app.extensions import db
from app.models.audit_queries.audit_event import AuditEvent
from app.models.credentials import last_use
from app.models.feeds import feed_link
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.usage.idempotency_key import IdempotencyKey
from tests.support.api import assert_problem, make_reader
from tests.support.factories import make_team

FEEDS = "/api/v1/organizer/harbour-hall/feeds"


def send(reader, method, path=FEEDS, body=None, **headers):
    """Send JSON with the reader's token."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    given["Authorization"] = f"Bearer {reader.token}"
    options = {} if body is None else {"json": body}
    return reader.client.open(path, method=method, headers=given, **options)


def make(reader, **body):
    """The data of a new link."""
    answer = send(reader, "POST", body=body)
    assert answer.status_code == 201, answer.text
    return answer.json["data"]


@pytest.mark.both_databases
def test_app_makes_lists_and_revokes_a_link(app, reader, clock):
    made = make(reader, name="Notice board", tag="music")
    address = made["links"]["ics"].removeprefix(app.config["SETTINGS"].public_url)
    assert reader.client.get(address).status_code == 200
    with app.app_context():
        last_use.flush()

    listed = reader.get(FEEDS).json["data"]

    seen = {"last_fetched_at": listed[0]["last_fetched_at"], "links": None}
    assert listed == [{**made, **seen}]
    assert seen["last_fetched_at"] is not None
    assert (made["name"], made["tag"], made["status"]) == ("Notice board", "music", None)
    assert address.split("/")[2].endswith(made["ends_in"])
    assert send(reader, "DELETE", f"{FEEDS}/{made['id']}").status_code == 204
    assert reader.client.get(address).status_code == 410
    assert_problem(send(reader, "DELETE", f"{FEEDS}/{made['id']}"), 404, "not_found")
    assert reader.get(FEEDS).json == {"data": []}
    with app.app_context():
        lines = db.session.scalars(db.select(AuditEvent).order_by(AuditEvent.id)).all()
        acts = [(line.action, line.grant_id is not None) for line in lines]
        assert acts[-2:] == [("feed_link.made", True), ("feed_link.revoked", True)]


def test_link_without_a_name_has_the_apps(reader, app):
    made = send(reader, "POST", "/api/v1/organizer/feeds", {}).json["data"]
    assert made["name"].startswith("Poster Board")
    assert reader.get("/api/v1/organizer/feeds").json["data"][0]["id"] == made["id"]


def test_links_of_another_grant_and_of_members_are_unknown(app, reader):
    made = make(reader)
    with app.app_context():
        team = Team.find("harbour-hall")
        other = make_reader(app, team)
        feed_link.FeedLink.make(
            Membership.list_of(team)[0], name="Mine", filters=feed_link.EventFilter(), grant=None
        )
        db.session.commit()
    assert other.get(FEEDS).json == {"data": []}
    assert_problem(send(other, "DELETE", f"{FEEDS}/{made['id']}"), 404, "not_found")
    assert len(reader.get(FEEDS).json["data"]) == 1


def test_link_of_one_team_is_unknown_under_another(app):
    with app.app_context():
        hall = make_team(name="Harbour Hall", slug="harbour-hall")
        cellar = make_team(Membership.list_of(hall)[0].user, name="Cellar", slug="cellar")
        reader = make_reader(app, hall, cellar)
    made = make(reader)
    elsewhere = FEEDS.replace("harbour-hall", "cellar")
    assert reader.get(elsewhere).json == {"data": []}
    assert_problem(send(reader, "DELETE", f"{elsewhere}/{made['id']}"), 404, "not_found")


@pytest.mark.both_databases
def test_repeated_request_makes_one_link_and_never_shows_it_again(app, reader):
    first = send(reader, "POST", body={"name": "Once"}, Idempotency_Key="k")
    again = send(reader, "POST", body={"name": "Once"}, Idempotency_Key="k")
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert again.json["data"] == {**first.json["data"], "links": None}
    key = first.json["data"]["links"]["ics"].split("/")[-2]
    with app.app_context():
        assert key not in db.session.scalars(db.select(IdempotencyKey.body)).one()
        assert feed_link.FeedLink.count_of(Team.find("harbour-hall")) == 1


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({"name": ""}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": 5}, "name"),
        ({"tag": ""}, "tag"),
        ({"tag": ["music"]}, "tag"),
        ({"status": "soon"}, "status"),
        ({"status": "draft"}, "status"),
        ({"audience": "everybody"}, "audience"),
        ({"<script>": "x"}, "body"),
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_refused_by_its_name(app, reader, body, parameter):
    answer = send(reader, "POST", body=body)
    assert_problem(answer, 400, "invalid_request")
    assert answer.json["parameter"] == parameter
    with app.app_context():
        assert feed_link.FeedLink.count_of(Team.find("harbour-hall")) == 0


def test_body_that_is_no_object_and_token_without_scope_are_refused(app, reader):
    assert_problem(send(reader, "POST"), 415, "unsupported_media_type")
    assert_problem(send(reader, "POST", body=[]), 400, "invalid_request")
    with app.app_context():
        stranger = make_reader(app, Team.find("harbour-hall"), scopes="profile:read")
    for method in ("GET", "POST"):
        answer = send(stranger, method, body={} if method == "POST" else None)
        assert_problem(answer, 403, "insufficient_scope")


def test_team_has_a_limit(reader, monkeypatch):
    monkeypatch.setattr(feed_link, "MAX_LINKS_PER_TEAM", 2)
    first = make(reader)
    make(reader)
    answer = send(reader, "POST", body={})
    assert_problem(answer, 409, "limit_reached")
    assert "parameter" not in answer.json
    send(reader, "DELETE", f"{FEEDS}/{first['id']}")
    assert make(reader)["links"]


def test_one_permission_cannot_use_up_what_the_team_has(app, reader, monkeypatch):
    monkeypatch.setattr(feed_link, "MAX_LINKS_PER_GRANT", 1)
    make(reader)
    assert_problem(send(reader, "POST", body={}), 409, "limit_reached")
    with app.app_context():
        team = Team.find("harbour-hall")
        other = make_reader(app, team)
        feed_link.FeedLink.make(
            Membership.list_of(team)[0], name="Mine", filters=feed_link.EventFilter()
        )
        db.session.commit()
    assert make(other)["links"]
