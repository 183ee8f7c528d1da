"""What the receiver answers by itself."""

import json

import pytest

from app.serving.refusals import Refusals


@pytest.mark.parametrize("status", [400, 408, 500, 503])
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/api/v1/me", "application/problem+json"),
        ("//api/v1/me", "application/problem+json"),
        ("/oauth/token", "application/json"),
        ("/feeds/x.ics", "application/json"),
        ("/oauth/authorize", "text/html; charset=utf-8"),
        ("/", "text/html; charset=utf-8"),
    ],
)
def test_refusal_is_in_the_callers_dialect(app, status, path, kind):
    refusals = Refusals(app)
    refusal, another = (refusals.find(status, path) for _ in range(2))
    headers = dict(refusal.headers)
    assert (refusal.status, headers["Content-Type"]) == (status, kind)
    assert (headers["Connection"], headers.get("Retry-After")) == (
        "close",
        "2" if status == 503 else None,
    )
    assert headers["X-Request-ID"] == refusal.id != another.id
    assert "Content-Security-Policy" in headers
    assert "Content-Length" not in headers  # the request id is put in afterwards
    assert (headers.get("Access-Control-Allow-Origin") == "*") is ("json" in kind)
    if "json" in kind:
        assert json.loads(refusal.body)["request_id"] == refusal.id
    elif status >= 500:
        assert refusal.id.encode() in refusal.body
