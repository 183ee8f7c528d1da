"""Webhooks are limited in number and kind, and their secrets are shown once and kept encrypted."""

import pytest

from app.config import settings
from app.extensions import db
from app.models.values import clock
from app.models.values.errors import LimitError, ValidationError
from app.models.webhooks import webhook_cursor
from app.models.webhooks.webhook import Reason, State, Webhook
from app.models.webhooks.webhook_cursor import WebhookCursor
from app.models.webhooks.webhook_delivery import DeliveryState, WebhookDelivery
from tests.support.factories import make_client, make_event, make_grant, make_team, make_user

URL = "https://hooks.example.org/stagedoor"


@pytest.fixture
def client(context):
    return make_client()[0]


@pytest.fixture
def grant(client):
    ana = make_user()
    return make_grant(client, ana, make_team(ana))


def add(client, **values):
    """Return a new webhook."""
    return Webhook.create(client, **{"url": URL, "types": ["event.upserted"], **values})[0]


@pytest.mark.parametrize("types", [[], ["event.renamed"], ["event.upserted", ""]])
def test_types_are_of_the_list(client, types):
    with pytest.raises(ValidationError) as refused:
        add(client, types=types)
    assert refused.value.field == "types"


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.org/",
        "https://10.0.0.1/",
        "https://hooks.example.org:8443/",
        "https://user:password@hooks.example.org/",
        "https://localhost/",
        "ftp://hooks.example.org/",
        "",
        "https://hooks.example.org/" + "x" * 500,
    ],
)
def test_address_is_public_https_on_the_usual_port(client, url):
    with pytest.raises(ValidationError) as refused:
        add(client, url=url)
    assert refused.value.field == "url"


def test_secret_is_kept_encrypted(client):
    hook, secret = Webhook.create(client, url=URL, types=["ping"])
    assert secret.startswith("whsec_")
    assert secret[6:] not in hook.sealed_secret
    assert hook.secrets() == [secret]


def test_former_secret_signs_until_its_end(client, monkeypatch):
    hook, first = Webhook.create(client, url=URL, types=["ping"])
    second = hook.rotate_secret()
    assert hook.secrets() == [second, first]
    third = hook.rotate_secret()
    assert hook.secrets() == [third, second]
    end = hook.former_until
    monkeypatch.setattr(clock, "now", lambda: end)
    assert hook.secrets() == [third]


def test_new_webhook_is_to_be_pinged_and_begins_at_the_end_of_each_stream(client, grant):
    make_event(grant.teams[0])
    hook = add(client, types=["event.removed", "ticket.booked"])
    places = db.session.query(WebhookCursor).filter_by(webhook_id=hook.id).all()
    assert {(place.stream, place.seq) for place in places} == {("events", 1), ("tickets", 0)}
    (ping,) = db.session.query(WebhookDelivery).filter_by(webhook_id=hook.id)
    assert (ping.type, ping.state) == ("ping", DeliveryState.PENDING)


def test_app_and_grant_have_limits_of_their_own(app, client, grant):
    limits = {"webhooks_per_app": 1, "webhooks_per_grant": 1}
    app.config["SETTINGS"] = settings(app).model_copy(update=limits)
    for owner in (None, grant):
        add(client, grant=owner)
        with pytest.raises(LimitError):
            add(client, grant=owner)


def test_webhooks_of_a_grant_are_not_the_apps_own(client, grant):
    own, of_grant = add(client), add(client, grant=grant)
    assert Webhook.list_of_client(client) == [own]
    assert Webhook.list_of_grant(grant.id, grant.teams[0].id) == [of_grant]
    assert Webhook.find_of_client(client, of_grant.public_id) is None
    assert Webhook.find_of_grant(grant.id, grant.teams[0].id, own.public_id) is None
    assert Webhook.find_of_grant(grant.id, grant.teams[0].id, of_grant.public_id) is of_grant


def test_removed_webhook_keeps_neither_secret_nor_place(client, grant):
    hook = add(client)
    hook.remove()
    db.session.flush()
    assert (hook.state, hook.secrets()) == (State.ENDED, [])
    assert Webhook.list_of_client(client) == []
    assert db.session.query(WebhookCursor).count() == 0
    assert {each.state for each in db.session.query(WebhookDelivery)} == {DeliveryState.WITHDRAWN}


def test_paused_webhook_is_resumed_and_an_ended_one_is_not(client):
    hook = add(client)
    hook.pause(Reason.FAILING)
    hook.failures, hook.due_at = 12, clock.now() + 1000
    hook.resume()
    assert (hook.state, hook.reason, hook.failures, hook.due_at) == (State.ACTIVE, None, 0, 0)
    hook.end(Reason.GONE)
    hook.resume()
    assert hook.state == State.ENDED


def test_stream_of_a_type_that_is_chosen_later_begins_at_its_end(client, grant):
    team = grant.teams[0]
    hook = add(client, types=["ticket.booked"])
    make_event(team)
    hook.choose_types(["event.removed", "event.upserted"])
    places = db.session.query(WebhookCursor.stream, WebhookCursor.seq).all()
    assert places == [("events", 1)]
    assert hook.type_names == ("event.upserted", "event.removed")
    make_event(team, "Later")
    hook.choose_types(["event.upserted"])
    assert db.session.query(WebhookCursor.seq).scalar() == places[0][1]
    with pytest.raises(ValidationError):
        hook.choose_types([])


def test_only_an_active_webhook_is_paused(client):
    hook = add(client)
    hook.pause(Reason.CHOSEN)
    hook.pause(Reason.FAILING)
    assert (hook.state, hook.reason) == (State.PAUSED, Reason.CHOSEN)
    assert Webhook.list_stopped([client.id], limit=9) == []


def test_replay_moves_back_to_the_first_change_since_then(client, grant, monkeypatch):
    team, start = grant.teams[0], clock.now()
    hook = add(client)
    for number in range(3):
        monkeypatch.setattr(clock, "now", lambda at=start + 100 * number: at)
        make_event(team, f"Night {number}")
    webhook_cursor.move_on(hook.id, team.id, "events", before=0, to=3, at=1)
    hook.replay(start + 100)
    assert db.session.query(WebhookCursor.seq).scalar() == 1
    hook.replay(start + 200)
    assert db.session.query(WebhookCursor.seq).scalar() == 1
    for since in (start + 201, start - 40 * 86_400):
        with pytest.raises(ValidationError):
            hook.replay(since)


def test_both_secrets_move_to_the_present_key(app, client):
    hook = add(client)
    hook.rotate_secret()
    db.session.commit()
    secrets = hook.secrets()
    app.config["SECRET_KEY_FALLBACKS"] = [app.config["SECRET_KEY"]]
    app.config["SECRET_KEY"] = "another key"
    assert [Webhook.seal_all_again(), Webhook.seal_all_again()] == [2, 0]
    app.config["SECRET_KEY_FALLBACKS"] = []
    assert len(secrets) == 2
    assert hook.secrets() == secrets
