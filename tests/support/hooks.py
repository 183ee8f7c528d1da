"""Webhooks, in tests: a team whose app has one that leads to a listener, and what arrived there."""

import json
from dataclasses import dataclass

from standardwebhooks import Webhook as Verifier

from app.extensions import db
from app.models.clients.client import Client
from app.models.grants.grant import Grant
from app.models.teams.team import Team
from app.models.webhooks.webhook import Webhook
from app.models.webhooks.webhook_delivery import WebhookDelivery
from app.models.webhooks.webhook_types import TYPES
from tests.support.factories import make_client, make_grant, make_team, make_user


@dataclass(frozen=True)
class Hooked:
    """The numbers of the rows, and the secret."""

    client_id: int
    team_id: int
    grant_id: int
    hook_id: int
    secret: str

    client = property(lambda self: db.session.get_one(Client, self.client_id))
    team = property(lambda self: db.session.get_one(Team, self.team_id))
    grant = property(lambda self: db.session.get_one(Grant, self.grant_id))
    hook = property(lambda self: db.session.get_one(Webhook, self.hook_id))


def make_hooked(url, *, types=TYPES, scopes="events:read", of_grant=False) -> Hooked:
    """An app that one team has authorized, with a webhook; its first ping is settled. Commits."""
    client = make_client(scopes="events:read guests:read")[0]
    ana = make_user()
    team = make_team(ana)
    grant = make_grant(client, ana, team, scopes=scopes)
    of = grant if of_grant else None
    hook, secret = Webhook.create(client, url=url, types=types, grant=of)
    db.session.query(WebhookDelivery).update({"state": "failed"})
    db.session.commit()
    return Hooked(client.id, team.id, grant.id, hook.id, secret)


def headers_of(head: str) -> dict[str, str]:
    """The headers of a request as it arrived."""
    return dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)


def arrived(listener) -> list[dict]:
    """The bodies of the requests."""
    return [json.loads(body) for body in listener.bodies]


def ids_of(listener) -> list[str]:
    """Their webhook-ids."""
    return [headers_of(head)["webhook-id"] for head in listener.heads]


def verify_all(listener, secret) -> None:
    """Raise unless every request is signed, by the library for receivers."""
    for head, body in zip(listener.heads, listener.bodies, strict=True):
        Verifier(secret).verify(body, headers_of(head))
