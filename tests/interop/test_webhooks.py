"""Webhooks at other people's software: the npm library verifies them, and Go runs our receiver."""

import subprocess

import pytest

from app.portal.docs import samples
from app.portal.docs.reader import ANONYMOUS
from tests.interop import go_installation
from tests.interop.node import PATIENCE
from tests.support.receivers import check, running


def test_library_for_javascript_verifies_our_signature(client):
    facts = client("webhooks")
    assert (facts["created"], facts["ended"]) == (201, 204)
    assert facts["message"]["type"] == "ping"
    assert facts["id"].startswith("msg_")
    assert facts["refusal"] == "WebhookVerificationError"


@pytest.fixture(scope="session")
def go():
    """The program of Go; where it cannot be installed, its test is left out, with the reason."""
    try:
        return go_installation.install()
    except go_installation.NotInstallableError as error:
        return pytest.skip(str(error))


def test_receiver_of_the_guide_runs_in_go(app, go, tmp_path):
    with app.test_request_context("/"):
        (tmp_path / "webhook.go").write_text(samples.fill_in("webhook.go", ANONYMOUS))
    build = [go, "build", "-o", "receiver", "webhook.go"]
    subprocess.run(build, cwd=tmp_path, check=True, timeout=PATIENCE)
    with running(["./receiver"], tmp_path) as url:
        check(url)
