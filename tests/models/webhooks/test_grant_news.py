"""What happens to grants and apps becomes messages in the transaction of the act."""

import json

import pytest

from app.extensions import db
from app.models.grants import grant_endings
from app.models.webhooks.webhook import State, Webhook
from app.models.webhooks.webhook_cursor import WebhookCursor
from app.models.webhooks.webhook_delivery import WebhookDelivery
from app.models.webhooks.webhook_types import APPS, GRANTS
from tests.support.factories import make_client, make_grant, make_team, make_user

URL = "https://hooks.example.org/stagedoor"
ALL = ("event.upserted", *GRANTS, *APPS)


@pytest.fixture
def client(context):
    return make_client()[0]


@pytest.fixture
def ana(context):
    return make_user()


@pytest.fixture
def team(ana):
    return make_team(ana)


def told(hook):
    """Return type, grant and reason of the messages of acts."""
    rows = (
        db.session.query(WebhookDelivery).filter_by(webhook_id=hook.id).order_by(WebhookDelivery.id)
    )
    bodies = [json.loads(row.body) for row in rows if row.type != "ping"]
    return [(body["type"], body["data"]["grant_id"], body["data"]["reason"]) for body in bodies]


def test_life_of_a_grant_is_told(client, team, ana):
    hook, _secret = Webhook.create(client, url=URL, types=ALL)
    grant = make_grant(client, ana, team)
    make_grant(client, ana, team)
    grant.revoke()
    own = grant.public_id
    assert told(hook) == [
        ("grant.created", own, "approved"),
        ("grant.changed", own, "approved"),
        ("grant.ended", own, "revoked"),
    ]


def test_only_wanted_types_are_made(client, team, ana):
    hook, _secret = Webhook.create(client, url=URL, types=["grant.ended"])
    make_grant(client, ana, team).revoke()
    assert [kind for kind, *_rest in told(hook)] == ["grant.ended"]


def test_new_grant_begins_the_stream_of_its_team(client, team, ana):
    hook, _secret = Webhook.create(client, url=URL, types=ALL)
    make_grant(client, ana, team)
    place = db.session.query(WebhookCursor).one()
    assert (place.webhook_id, place.team_id, place.stream) == (hook.id, team.id, "events")


def test_webhook_of_one_team_of_a_grant_is_told_of_no_other(client, team, ana):
    grant = make_grant(client, ana, team, make_team(ana, slug="cellar"))
    values = {"url": URL, "types": ALL, "grant": grant}
    hook, _secret = Webhook.create(client, **values, team_id=team.id)
    place = db.session.query(WebhookCursor).one()
    assert (place.webhook_id, place.team_id) == (hook.id, team.id)
    of_both, _secret = Webhook.create(client, **values)
    assert db.session.query(WebhookCursor).filter_by(webhook_id=of_both.id).count() == 2


def test_webhook_of_a_grant_is_told_of_it_alone(client, team, ana):
    grant = make_grant(client, ana, team)
    hook, _secret = Webhook.create(client, url=URL, types=ALL, grant=grant)
    make_grant(client, make_user(), make_team())
    grant_endings.orphan(team)
    assert told(hook) == [("grant.ended", grant.public_id, "orphaned")]
    assert hook.state == State.ACTIVE


def test_webhook_that_is_not_told_of_the_end_ends_with_its_grant(client, team, ana):
    grant = make_grant(client, ana, team)
    hook, _secret = Webhook.create(client, url=URL, types=["event.upserted"], grant=grant)
    grant.revoke()
    assert hook.state == State.ENDED


def test_every_grant_that_a_developer_ends_is_told(client, team, ana):
    grants = [make_grant(client, ana, team), make_grant(client, make_user(), make_team())]
    hook, _secret = Webhook.create(client, url=URL, types=ALL)
    grant_endings.end_all_of(client)
    assert told(hook) == [
        ("grant.ended", grant.public_id, "ended_by_developer") for grant in grants
    ]


def test_suspension_is_told_with_its_reason(client):
    hook, _secret = Webhook.create(client, url=URL, types=ALL)
    client.suspend("Sends spam")
    client.restore()
    assert told(hook) == [
        ("app.suspended", None, "Sends spam"),
        ("app.restored", None, None),
    ]


def test_rollback_takes_the_message_along(client, team, ana):
    hook, _secret = Webhook.create(client, url=URL, types=ALL)
    db.session.commit()
    make_grant(client, ana, team)
    db.session.rollback()
    assert told(hook) == []
