"""Signatures are those of Standard Webhooks, by its own library."""

import json

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from app.models.values import clock
from app.models.webhooks import webhook_secret

BODY = json.dumps({"type": "ping", "title": "Café"}, ensure_ascii=False).encode()


def test_library_verifies_each_of_two_secrets():
    secrets = [webhook_secret.generate(), webhook_secret.generate()]
    headers = webhook_secret.headers(secrets, "msg_1", clock.now(), BODY)
    for secret in secrets:
        assert Webhook(secret).verify(BODY, headers)["type"] == "ping"
    for secret, body in [(webhook_secret.generate(), BODY), (secrets[0], BODY + b" ")]:
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(body, headers)


def test_signature_of_the_library_is_found():
    secret, at = webhook_secret.generate(), clock.now()
    signature = webhook_secret.sign(secret, "msg_1", at, BODY)
    assert webhook_secret.is_signed(secret, f"v1,xyz {signature}", "msg_1", at, BODY)
    assert not webhook_secret.is_signed(secret, signature, "msg_2", at, BODY)
    assert not webhook_secret.is_signed(secret, signature, "msg_1", at + 1, BODY)
    assert not webhook_secret.is_signed("whsec_é", signature, "msg_1", at, BODY)
