"""The samples of an app that signs with a key of its own."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from app.extensions import db
from app.models.clients.client import Client
from app.portal.docs import endpoints, sample_requests, samples
from app.portal.docs.reader import Reader
from app.portal.trials import client_proof
from tests.support import assertions
from tests.support import oauth_flow as flow
from tests.support.assertions import public_keys

SAMPLES = "templates/portal/docs/samples"
LANGUAGES = ("curl", "Python", "JavaScript", "PHP")
WITH_PROOF = (
    "device.sh",
    "device_poll.sh",
    "dpop.py",
    "exchange.sh",
    "grant.sh",
    "grant_end.sh",
    "push.sh",
    "quick_start.mjs",
    "quick_start.php",
    "quick_start.py",
    "quick_start.sh",
    "refresh.sh",
    "revoke.sh",
)


@pytest.fixture
def signing_app(app):
    """The client ID of an app that proves itself by keys."""
    registered = flow.register(app, name="Signing app")
    with app.app_context():
        client = Client.find(registered.id)
        client.token_endpoint_auth_method = "private_key_jwt"
        client.jwks = json.dumps(public_keys())
        client.end_secrets()
        db.session.commit()
    return registered.id


@pytest.fixture
def signer(app, signing_app):
    """The same app as a row, in a request."""
    with app.test_request_context("/"):
        yield Client.find(signing_app)


@pytest.mark.parametrize("name", WITH_PROOF)
def test_sample_of_an_app_with_keys_shows_no_secret(signer, name):
    sample = samples.fill_in(name, Reader(app=signer))
    assert "CLIENT_SECRET" not in sample
    assert "client_secret" not in sample
    assert "client_assertion" in sample
    if name.endswith(".py"):
        compile(sample, name, "exec")


@pytest.mark.parametrize("name", WITH_PROOF)
def test_sample_of_another_app_shows_no_signature(app, name):
    with app.test_request_context("/"):
        assert "client_assertion" not in samples.fill_in(name, Reader())


@pytest.mark.parametrize("language", LANGUAGES)
def test_reference_for_an_app_with_keys_shows_no_secret(app, signer, language):
    entries = [entry for _group, entries in endpoints.list_groups() for entry in entries]
    entry = next(entry for entry in entries if entry.route.endpoint == "oauth.issue_token")
    sample = sample_requests.write(entry, Reader(app=signer), language)
    assert "CLIENT_SECRET" not in sample
    assert client_proof.ASSERTION_TYPE in sample


def test_program_of_the_page_about_keys_makes_what_authenticates(signer, tmp_path):
    (tmp_path / "private-key.pem").write_bytes(assertions.KEYS["ES256"].as_pem(private=True))
    program = samples.fill_in("client_assertion.py", Reader(app=signer))
    made = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    key = ECKey.import_key(assertions.KEYS["ES256"].as_dict(private=False))
    assert jwt.decode(made.stdout.strip(), key).claims["sub"] == signer.client_id


@pytest.mark.parametrize("method", ["get", "delete"])
def test_grant_endpoint_takes_the_signature_in_the_body(app, signing_app, method):
    """As grant.sh and grant_end.sh send it; no such grant is no failed authentication."""
    sent = assertions.body(assertions.sign(signing_app))
    answer = getattr(app.test_client(), method)("/oauth/grants/grn_x", data=sent)
    assert answer.status_code == 404


def test_ids_of_grants_in_the_reference_are_as_the_server_makes_them(app):
    """Programs tell ids apart by their prefix."""
    sample = (Path(app.root_path).parent / SAMPLES / "webhook_event.json").read_text()
    prefixes = re.findall(r"\bgr[a-z]_", sample + app.test_client().get("/openapi.json").text)
    assert len(prefixes) > 2
    assert set(prefixes) == {"grt_"}
