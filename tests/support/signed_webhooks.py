"""Requests as they come to a receiver of webhooks, signed by another library than ours."""

import json
import time
from datetime import UTC, datetime

import requests
from standardwebhooks import Webhook

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OLD_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
BODY = json.dumps({"type": "event.upserted", "data": {"slug": "spring-night"}}).encode()


def sign(body: bytes = BODY, *, secret: str = SECRET, id: str = "msg_1", ago: int = 0) -> dict:
    """Return the headers of a webhook that was signed ``ago`` seconds before now."""
    at = int(time.time()) - ago
    moment = datetime.fromtimestamp(at, UTC)
    return {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": str(at),
        "webhook-signature": Webhook(secret).sign(id, moment, body.decode()),
    }


def send(url: str, headers: dict, body: bytes = BODY) -> int:
    """Return the status with which the receiver at ``url`` answers."""
    return requests.post(url, data=body, headers=headers, timeout=10).status_code


def wait_for(url: str) -> None:
    """Return once something listens there."""
    deadline = time.monotonic() + 60
    while True:
        try:
            requests.get(url, timeout=5)
            return
        except requests.ConnectionError:
            assert time.monotonic() < deadline, f"Nothing listens on {url}."
            time.sleep(0.02)
