"""OpenTelemetry: on by its own variables alone, with statements and without credentials."""

import json
import os
import subprocess
import sys

from tests.support.settings import environment_for_server

PROGRAM = """
import sys
from app.start import load_app
app = load_app()
from app.models.values import secret
token = secret.generate(secret.Kind.ACCESS_TOKEN)
if "opentelemetry" in sys.modules:
    from opentelemetry import metrics, trace
client = app.test_client()
client.get("/login")
client.get("/healthz")
client.get("/no-such-team")
client.get("/oauth/authorize?client_id=x&code=a-secret-code&state=a-secret-state")
client.get("/feeds/sd_feed_a-secret-key/events.ics")
headers = {"Authorization": f"Bearer {token}", "traceparent": f"00-{'a' * 32}-{'b' * 16}-01"}
client.get("/api/v1/me", headers=headers)
if "opentelemetry" in sys.modules:
    trace.get_tracer_provider().shutdown()
    metrics.get_meter_provider().shutdown()
print("token:", token)
print("imported" if "opentelemetry" in sys.modules else "not imported")
"""


def run(sqlite_url, tmp_path, **environment):
    """The output of a process that makes some requests."""
    settings = environment_for_server(database_url=sqlite_url, stagedoor_home=tmp_path)
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**settings, "PYTHONPATH": os.getcwd(), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def objects(output):
    """The JSON objects of several lines each in the output."""
    decoder, position, found = json.JSONDecoder(), 0, []
    while (position := output.find("{", position)) >= 0:
        value, position = decoder.raw_decode(output, position)
        found.append(value)
    return found


def test_nothing_of_it_is_loaded_without_its_variables(sqlite_url, tmp_path):
    assert run(sqlite_url, tmp_path).endswith("not imported\n")
    off = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "OTEL_SDK_DISABLED": "true"}
    assert run(sqlite_url, tmp_path, **off).endswith("not imported\n")


def test_requests_and_their_statements_are_spans_without_credentials(sqlite_url, tmp_path):
    exporters = {"OTEL_TRACES_EXPORTER": "console", "OTEL_METRICS_EXPORTER": "console"}
    output = run(sqlite_url, tmp_path, **exporters)

    output, token = output.split("token: ")
    assert token.split()[0] not in output
    assert "a-secret" not in output
    spans = [each for each in objects(output) if "context" in each]
    servers = {
        each["attributes"]["url.path"]: each for each in spans if each["kind"].endswith("SERVER")
    }
    assert "/healthz" not in servers
    assert servers["/login"]["attributes"]["http.route"] == "/login"
    assert servers["/login"]["resource"]["attributes"]["service.name"] == "stagedoor"
    me = servers["/api/v1/me"]
    assert me["attributes"]["http.response.status_code"] == 401
    assert me["parent_id"] is None  # the caller's traceparent is not followed
    statements = [each for each in spans if each["parent_id"] == me["context"]["span_id"]]
    assert any("access_token" in each["attributes"]["db.query.text"] for each in statements)
    page = servers["/no-such-team"]["context"]["span_id"]
    statements = [each["attributes"] for each in spans if each["parent_id"] == page]
    assert any("FROM team" in each.get("db.query.text", "") for each in statements)
    roots = [each for each in spans if each["parent_id"] is None]
    assert {each["kind"] for each in roots} == {"SpanKind.SERVER"}
    assert '"name": "http.server.request.duration"' in output
