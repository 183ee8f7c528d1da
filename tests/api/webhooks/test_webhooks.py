"""Webhooks that belong to a grant: subscribe, list, sample, unsubscribe."""

import json

import pytest

from app.extensions import db
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.usage.idempotency_key import IdempotencyKey
from app.models.webhooks import webhook_types
from app.models.webhooks.webhook import Webhook
from tests.support.api import Reader, assert_problem, make_reader
from tests.support.factories import make_client, make_grant, make_team, make_tokens
from tests.support.settings import make_settings

HOOKS = "/api/v1/organizer/harbour-hall/webhooks"
URL = "https://app.example/webhooks"
BOTH = ["event.upserted", "event.removed"]


def send(reader, method, path=HOOKS, body=None, **headers):
    """Send JSON with the reader's token."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    given["Authorization"] = f"Bearer {reader.token}"
    options = {} if body is None else {"json": body}
    return reader.client.open(path, method=method, headers=given, **options)


def subscribe(reader, path=HOOKS, **body):
    """The answer to a new subscription."""
    answer = send(reader, "POST", path, {"url": URL, "types": BOTH, **body})
    assert answer.status_code == 201, answer.text
    return answer.json


def make_guest_reader(app):
    """A reader of the same team who may read its guests, too."""
    scopes = "events:read guests:read"
    with app.app_context():
        team = Team.find("harbour-hall")
        client, _secret = make_client(scopes=scopes)
        grant = make_grant(client, Membership.list_of(team)[0].user, team, scopes=scopes)
        token, _refresh = make_tokens(grant)
        db.session.commit()
    return Reader(app.test_client(), token)


@pytest.mark.both_databases
def test_app_subscribes_lists_shows_and_unsubscribes(app, reader):
    made = subscribe(reader)
    secret = made.pop("secret")
    assert secret.startswith("whsec_")
    assert (made["url"], made["types"], made["status"]) == (URL, BOTH, "active")
    assert reader.get(HOOKS).json == {"data": [made]}
    assert reader.get("/api/v1/organizer/webhooks").json == {"data": [made]}
    address = made["links"]["self"].removeprefix(app.config["SETTINGS"].public_url)
    assert address == f"{HOOKS}/{made['id']}"
    assert reader.get(address).json == made

    assert send(reader, "DELETE", address).status_code == 204
    assert_problem(send(reader, "DELETE", address), 404, "not_found")
    assert_problem(reader.get(address), 404, "not_found")
    assert reader.get(HOOKS).json == {"data": []}


def test_creation_says_where_the_webhook_is(reader):
    answer = send(reader, "POST", "/api/v1/organizer/webhooks", {"url": URL, "types": BOTH})
    assert answer.headers["Location"] == answer.json["links"]["self"]


def test_secret_is_stored_nowhere_readable(app, reader):
    secret = subscribe(reader)["secret"]
    with app.app_context():
        hook = db.session.scalars(db.select(Webhook)).one()
        assert secret not in repr(vars(hook))
        assert hook.secrets() == [secret]


def test_webhook_of_another_grant_is_unknown(app, reader):
    made = subscribe(reader)
    with app.app_context():
        other = make_reader(app, Team.find("harbour-hall"))
    assert other.get(HOOKS).json == {"data": []}
    for method in ("GET", "DELETE"):
        assert_problem(send(other, method, f"{HOOKS}/{made['id']}"), 404, "not_found")
    assert len(reader.get(HOOKS).json["data"]) == 1


def test_webhook_of_one_team_is_unknown_under_another(app):
    with app.app_context():
        hall = make_team(name="Harbour Hall", slug="harbour-hall")
        cellar = make_team(Membership.list_of(hall)[0].user, name="Cellar", slug="cellar")
        reader = make_reader(app, hall, cellar)
    made = subscribe(reader)
    elsewhere = HOOKS.replace("harbour-hall", "cellar")
    assert reader.get(elsewhere).json == {"data": []}
    assert_problem(send(reader, "DELETE", f"{elsewhere}/{made['id']}"), 404, "not_found")


@pytest.mark.parametrize("id", ["sample2", "whk_", "whk_aaaaaaaaaaaaaaaa", "%00", "é", "1"])
def test_id_that_is_none_is_not_found(reader, id):
    assert_problem(send(reader, "DELETE", f"{HOOKS}/{id}"), 404, "not_found")


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({"types": []}, "types"),
        ({"types": None}, "types"),
        ({"types": "event.upserted"}, "types"),
        ({"types": ["event.exploded"]}, "types"),
        ({"types": ["event.upserted", 5]}, "types"),
        ({"types": [["event.upserted"]]}, "types"),
        ({"types": [{}]}, "types"),
        ({"url": None}, "url"),
        ({"url": 5}, "url"),
        ({"url": ""}, "url"),
        ({"url": "app.example"}, "url"),
        ({"url": "http://app.example/hook"}, "url"),
        ({"url": "https://app.example:8443/hook"}, "url"),
        ({"url": "https://user:pass@app.example/"}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "https://[::1]/"}, "url"),
        ({"url": "https://localhost/"}, "url"),
        ({"url": "file:///etc/passwd"}, "url"),
        ({"url": "https://app.example/\x00"}, "url"),
        ({"url": f"https://app.example/{'x' * 600}"}, "url"),
        ({"secret": "whsec_mine"}, "secret"),
    ],
    ids=str,
)
def test_what_does_not_work_is_refused_by_its_name(app, reader, body, parameter):
    answer = send(reader, "POST", body={"url": URL, "types": BOTH, **body})
    assert_problem(answer, 422, "invalid_request")
    assert answer.json["parameter"] == parameter
    assert answer.json["title"] == "Unprocessable content"
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Webhook.id))) == 0


@pytest.mark.parametrize("missing", ["url", "types"])
def test_member_that_is_missing_is_named(reader, missing):
    body = {"url": URL, "types": BOTH}
    del body[missing]
    answer = send(reader, "POST", body=body)
    assert_problem(answer, 422, "invalid_request")
    assert answer.json["parameter"] == missing


def test_body_that_is_no_object_is_refused(reader):
    assert_problem(send(reader, "POST"), 415, "unsupported_media_type")
    assert_problem(send(reader, "POST", body=[]), 400, "invalid_request")


def test_types_of_tickets_need_their_scope(app, reader):
    types = ["event.upserted", "ticket.booked"]
    answer = send(reader, "POST", body={"url": URL, "types": types})
    assert_problem(answer, 403, "insufficient_scope")
    assert 'scope="guests:read"' in answer.headers["WWW-Authenticate"]
    assert subscribe(make_guest_reader(app), types=types)["types"] == types


def test_role_that_reads_no_guests_is_told_of_none(app, reader):
    guest_reader = make_guest_reader(app)
    with app.app_context():
        Membership.list_of(Team.find("harbour-hall"))[0].role = "viewer"
        db.session.commit()
    answer = send(guest_reader, "POST", body={"url": URL, "types": ["ticket.booked"]})
    assert answer.status_code == 403


def test_token_without_events_or_a_person_subscribes_nothing(app, reader):
    with app.app_context():
        stranger = make_reader(app, Team.find("harbour-hall"), scopes="profile:read")
    for method in ("GET", "POST"):
        answer = send(stranger, method, body={} if method == "POST" else None)
        assert_problem(answer, 403, "insufficient_scope")


@pytest.mark.both_databases
def test_repeated_request_makes_one_webhook_and_never_shows_its_secret_again(app, reader):
    body = {"url": URL, "types": BOTH}
    first = send(reader, "POST", body=body, Idempotency_Key="k")
    again = send(reader, "POST", body=body, Idempotency_Key="k")
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert again.json == {**first.json, "secret": None}
    with app.app_context():
        kept = db.session.scalars(db.select(IdempotencyKey.body)).one()
        assert first.json["secret"] not in kept
        assert db.session.scalar(db.select(db.func.count(Webhook.id))) == 1


def test_grant_has_a_limit(app, reader):
    app.config["SETTINGS"] = make_settings(webhooks_per_grant=1)
    made = subscribe(reader)
    answer = send(reader, "POST", body={"url": URL, "types": BOTH})
    assert_problem(answer, 409, "limit_reached")
    send(reader, "DELETE", f"{HOOKS}/{made['id']}")
    subscribe(reader)


@pytest.mark.parametrize("name", webhook_types.TYPES)
def test_sample_has_the_members_of_every_webhook(reader, name):
    [sample] = reader.get(f"{HOOKS}/sample?type={name}").json["data"]
    assert sample["type"] == name
    members = {"team", "id", "number", "slug", "seq", "url", "grant_id"}
    assert members <= sample["data"].keys() <= members | {"reason"}


def test_sample_is_about_an_event_that_the_token_reads(reader):
    [sample] = reader.get(f"{HOOKS}/sample").json["data"]
    assert sample["type"] == "event.upserted"
    path = sample["data"]["url"].removeprefix("http://localhost")
    event = reader.get(path).json["data"]
    assert (event["id"], event["number"]) == (sample["data"]["id"], sample["data"]["number"])
    assert event["title"] not in json.dumps(sample)


def test_sample_of_an_empty_team_is_made_up(app):
    with app.app_context():
        reader = make_reader(app, make_team(slug="cellar"))
    [sample] = reader.get("/api/v1/organizer/cellar/webhooks/sample").json["data"]
    assert sample["data"]["slug"] == "spring-night"


@pytest.mark.parametrize("query", ["type=nothing", "type=", "type=%00"])
def test_sample_of_no_type_is_refused(reader, query):
    answer = reader.get(f"{HOOKS}/sample?{query}")
    assert_problem(answer, 422, "invalid_request")
    assert answer.json["parameter"] == "type"
