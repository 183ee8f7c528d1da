"""The API as a protected resource (RFC 9728)."""

import pytest

HERE = "/.well-known/oauth-protected-resource"


@pytest.mark.parametrize(
    ("path", "resource"),
    [(HERE, "http://localhost"), (f"{HERE}/api/v1", "http://localhost/api/v1")],
)
def test_metadata_names_its_own_resource_and_the_server_that_gives_tokens(client, path, resource):
    answer = client.get(path)
    assert answer.json["resource"] == resource
    [server] = answer.json["authorization_servers"]
    issuer = client.get("/.well-known/oauth-authorization-server").json["issuer"]
    assert server == issuer
    assert "events:read" in answer.json["scopes_supported"]
    assert "max-age" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", [f"{HERE}/", f"{HERE}/api", f"{HERE}/api/v1/events", f"{HERE}/x"])
def test_there_is_no_other_resource(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.json["status"]) == (404, 404)
