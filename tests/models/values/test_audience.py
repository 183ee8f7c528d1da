"""Audiences: which addresses name a resource of ours, and what a token for it covers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.values import audience
from app.models.values.audience import UnknownResourceError, WiderAudienceError

AUDIENCES = st.sampled_from([None, "/", "/api/v1", "/ /api/v1"])
PATHS = ["/", "/api", "/api/v1", "/api/v1/me", "/api/v11", "/api/public/me", "/v2/bookings"]

NAMES = {
    "http://localhost": "/",
    "http://localhost/": "/",
    "HTTP://LocalHost:80/": "/",
    "http://localhost/v2/bookings": "/",
    "http://localhost/api": "/",
    "http://localhost/api/v11": "/",
    "http://localhost/api/v1": "/api/v1",
    "http://localhost/api/v1/": "/api/v1",
    "http://localhost/%61pi/v1": "/api/v1",
    "http://localhost/api/v1/organizer/events": "/api/v1",
    "http://localhost/api/v1/events?tag=jazz": "/api/v1",
}
OTHERS = [
    "",
    "/api/v1",
    "localhost",
    "http://",
    "https://localhost/api/v1",
    "http://localhost:8080",
    "http://localhost:x",
    "http://[localhost",
    "http://localhost.example",
    "http://user@localhost",
    "http://localhost@other.example/api/v1",
    "http://localhost\\@other.example",
    "http://localhost/api/v1#",
    "http://localhost/api/v1#part",
    "http://localhost/api/v1/../v2",
    "http://localhost/api/v1/%2e%2e/v2",
    "urn:stagedoor",
]


@pytest.fixture(autouse=True)
def _in_app(app):
    with app.app_context():
        yield


@pytest.mark.parametrize(("resource", "path"), NAMES.items())
def test_address_names_the_nearest_resource(resource, path):
    assert audience.read([resource]) == path


@pytest.mark.parametrize("resource", OTHERS)
def test_other_addresses_name_none(resource):
    with pytest.raises(UnknownResourceError):
        audience.read(["http://localhost", resource])


def test_several_values_are_one_audience():
    assert audience.read([]) is None
    assert audience.read(["http://localhost/api/v1/", "http://localhost/api/v1"]) == "/api/v1"
    assert audience.read(["http://localhost/api/v1", "http://localhost"]) == "/ /api/v1"


@pytest.mark.parametrize(
    ("held", "works"),
    [(None, PATHS), ("/", PATHS), ("/api/v1", ["/api/v1", "/api/v1/me"]), ("/ /api/v1", PATHS)],
)
def test_token_works_below_its_resources(held, works):
    assert [path for path in PATHS if audience.covers(held, path)] == works


@given(granted=AUDIENCES, requests=st.lists(AUDIENCES, max_size=4))
def test_narrowing_never_widens(granted, requests):
    """Whatever is requested one after another, no path is gained."""
    held = granted
    for requested in requests:
        try:
            narrower = audience.narrow(held, requested)
        except WiderAudienceError:
            continue
        assert not [p for p in PATHS if audience.covers(narrower, p) > audience.covers(held, p)]
        held = narrower


def test_claim_names_resources_as_their_metadata_does():
    assert audience.claim(None) == {}
    assert audience.claim("/api/v1") == {"aud": "http://localhost/api/v1"}
    assert audience.claim("/ /api/v1") == {"aud": ["http://localhost", "http://localhost/api/v1"]}
