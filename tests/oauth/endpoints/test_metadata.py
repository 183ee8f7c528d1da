"""The server's metadata: every address that it names exists."""

from urllib.parse import urlsplit


def test_every_endpoint_exists(app):
    metadata = app.test_client().get("/.well-known/oauth-authorization-server").json
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    paths = {urlsplit(url).path for name, url in metadata.items() if name.endswith("_endpoint")}
    assert len(paths) >= 6
    assert paths <= rules


def test_metadata_may_be_cached(app):
    response = app.test_client().get("/.well-known/oauth-authorization-server")
    assert response.headers["Cache-Control"] == "public, max-age=3600"
    assert response.json["code_challenge_methods_supported"] == ["S256"]
