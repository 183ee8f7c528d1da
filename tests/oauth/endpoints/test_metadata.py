"""The server's metadata: every address that it names exists."""

from urllib.parse import urlsplit


def test_every_endpoint_exists(app):
    metadata = app.test_client().get("/.well-known/oauth-authorization-server").json
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    paths = {urlsplit(url).path for name, url in metadata.items() if name.endswith("_endpoint")}
    paths.add(urlsplit(metadata["jwks_uri"]).path)
    assert len(paths) >= 8
    assert paths <= rules


def test_metadata_may_be_cached(app):
    response = app.test_client().get("/.well-known/oauth-authorization-server")
    assert response.headers["Cache-Control"] == "public, max-age=3600"
    assert response.json["code_challenge_methods_supported"] == ["S256"]


def test_both_documents_say_the_same(app):
    machine = app.test_client()
    answer = machine.get("/.well-known/openid-configuration")
    assert answer.json == machine.get("/.well-known/oauth-authorization-server").json
    assert answer.headers["Cache-Control"] == "public, max-age=3600"


def test_openid_configuration_has_what_discovery_requires(app):
    configuration = app.test_client().get("/.well-known/openid-configuration").json
    assert configuration["issuer"] == "http://localhost"
    assert "RS256" in configuration["id_token_signing_alg_values_supported"]
    assert not {"none", "HS256"} & set(configuration["id_token_signing_alg_values_supported"])
    assert "openid" in configuration["scopes_supported"]
    assert configuration["subject_types_supported"] == ["public"]
    assert configuration["request_uri_parameter_supported"] is False
