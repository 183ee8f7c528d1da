"""What we install: audited against a database of vulnerabilities, and listed in an SBOM."""

import json
import subprocess

import pytest

from tests.conventions.source import PROJECT

UV = PROJECT / ".venv/bin/uv"

pytestmark = pytest.mark.skipif(not UV.exists(), reason="uv is not in .venv: run make")


@pytest.fixture
def uv_that(tmp_path):
    """A function that makes a program which ends as uv does in a case that needs the network."""

    def make(status, problem=""):
        program = tmp_path / "uv"
        program.write_text(f"#!/bin/sh\necho '{problem}' >&2\nexit {status}\n")
        program.chmod(0o755)
        return program

    return make


def audit(uv, *options):
    command = [PROJECT / ".ci/audit", uv, *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("status", [0, 1])
def test_audit_fails_on_a_finding(uv_that, status):
    assert audit(uv_that(status, "Found 1 known vulnerability")).returncode == status


@pytest.mark.parametrize(
    "problem",
    [
        "error: Request failed after 3 retries",
        "cause: error sending request for url (https://api.osv.dev/v1/querybatch)",
        "cause: HTTP status server error (503 Service Unavailable)",
    ],
)
def test_audit_says_so_without_the_network(uv_that, problem):
    result = audit(uv_that(2, problem))
    assert (result.returncode, "Not audited" in result.stderr) == (0, True)


def test_audit_fails_on_a_fault_of_ours(uv_that):
    assert audit(uv_that(2, "error: Failed to parse `uv.lock`".replace("`", ""))).returncode == 2


def test_locked_uv_has_the_command():
    result = audit(UV, "--offline")
    assert (result.returncode, "Not audited" in result.stderr) == (0, True), result.stderr
    assert audit(UV, "--no-such-option").returncode == 2


def test_the_same_lock_file_gives_the_same_list_of_components(tmp_path):
    export = [UV, "export", "--quiet", "--frozen", "--no-dev", "--format", "cyclonedx1.5"]
    texts = []
    for name in ("one.json", "two.json"):
        document = subprocess.run(export, cwd=PROJECT, capture_output=True, check=True).stdout
        command = [PROJECT / ".venv/bin/python", ".ci/sbom.py", tmp_path / name]
        subprocess.run(command, cwd=PROJECT, input=document, capture_output=True, check=True)
        texts.append((tmp_path / name).read_text())
    assert texts[0] == texts[1]
    listed = json.loads(texts[0])
    assert (listed["bomFormat"], listed["specVersion"]) == ("CycloneDX", "1.5")
    names = {component["name"] for component in listed["components"]}
    assert {"flask", "authlib"} <= names
    assert "pytest" not in names
