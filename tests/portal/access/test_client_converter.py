"""Client IDs in addresses of the portal."""

import pytest
from werkzeug.exceptions import NotFound
from werkzeug.routing import Map, Rule
from werkzeug.routing.exceptions import RequestRedirect

from app.portal.access.client_converter import ClientIDConverter

pytestmark = pytest.mark.usefixtures("context")

URL = "https://agent.example/oauth/client.json?v=1"


@pytest.fixture
def routes():
    """The routes of one page of a client."""
    rules = [Rule("/apps/<client:client_id>/suspend", endpoint="suspend")]
    return Map(rules, converters={"client": ClientIDConverter}).bind("localhost")


@pytest.mark.parametrize("client_id", ["sd_app_abc", "unknown", URL])
def test_id_in_the_address_is_read_as_it_was_written(routes, client_id):
    path = routes.build("suspend", {"client_id": client_id})
    assert path.count("/") == 3
    assert routes.match(path) == ("suspend", {"client_id": client_id})


@pytest.mark.parametrize("segment", ["url-", "url-!", "url-AAAA", "url-_w", "url-aHR0cDovL2E", URL])
def test_segment_that_is_no_id_matches_no_page(routes, segment):
    with pytest.raises((NotFound, RequestRedirect)):
        routes.match(f"/apps/{segment}/suspend")
