"""Recent failures of Front Desk's flows, which its flow doctor lists."""

import json

from app.extensions import db
from app.models.clients.client import Client
from app.models.flow_doctor import flow_failure_search
from app.models.flow_doctor.diagnosis import Diagnosis, Reason, Step, because
from app.models.flow_doctor.flow_failure import FlowFailure
from app.models.usage.usage import HOUR
from app.models.values import clock, secret


def add_failures(client: Client) -> None:
    """Add a few refused requests of the app, unless it has some."""
    if flow_failure_search.has_any(client):
        return
    for ago, step, diagnosis, count in plan(client.registered_uris()[0]):
        db.session.add(_failure(client, clock.now() - ago, step, diagnosis, count))


def plan(uri: str) -> list[tuple[int, Step, Diagnosis, int]]:
    """Return (seconds ago, step, diagnosis, times in a row) of each failure."""
    slash = {"sent": f"{uri}/", "registered": uri, "differs": "slash"}
    used = clock.now() - 5 * HOUR - 8
    wrong_team = because(Reason.WRONG_TEAM, sent="back-room", reached="harbour-hall night-owl")
    return [
        (2 * HOUR, Step.AUTHORIZE, Diagnosis(Reason.REDIRECT_URI_DIFFERS, slash), 3),
        (5 * HOUR, Step.TOKEN, because(Reason.CODE_USED, at=used), 1),
        (26 * HOUR, Step.API, wrong_team, 41),
        (49 * HOUR, Step.TOKEN, because(Reason.CODE_EXPIRED, seconds=94), 1),
        (75 * HOUR, Step.AUTHORIZE, because(Reason.DENIED), 1),
    ]


def _failure(client: Client, at: int, step: Step, diagnosis: Diagnosis, count: int) -> FlowFailure:
    return FlowFailure(
        client_id=client.id,
        step=step,
        reason=diagnosis.reason,
        facts_json=json.dumps(dict(diagnosis.facts)),
        proven=step is not Step.AUTHORIZE,
        count=count,
        first_at=at - 60 * (count - 1),
        last_at=at,
        request_id=secret.public_id("req_"),
        likeness=diagnosis.reason,
    )
