"""RateLimit and RateLimit-Policy, as the draft of the IETF defines them."""

import pytest

from app.callers.service_limits import ServiceLimit, headers_of
from tests.support.settings import make_settings


def test_limits_are_lists_of_structured_fields():
    limits = [ServiceLimit(10, 60, 7, 30), ServiceLimit(100, 3600, -1, -2)]
    assert headers_of(limits) == {
        "RateLimit-Policy": '"default";q=10;w=60, "default-3600";q=100;w=3600',
        "RateLimit": '"default";r=7;t=30, "default-3600";r=0;t=0',
    }


class TestEndpointsWithALimit:
    @pytest.fixture
    def settings(self, database_url, tmp_path):
        return make_settings(
            database_url=database_url,
            stagedoor_home=tmp_path,
            rate_limits=True,
            rate_limit_register="2 per hour",
        )

    def test_registration_tells_what_is_left(self, client, standing_time):
        answers = [client.post("/oauth/register", json=[]) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [400, 400, 429]
        left = [answer.headers["RateLimit"].partition(";t=")[0] for answer in answers]
        assert left == [f'"default";r={r}' for r in (1, 0, 0)]
        assert answers[-1].headers["RateLimit-Policy"] == '"default";q=2;w=3600'

    def test_page_that_is_not_counted_tells_nothing(self, client):
        assert "RateLimit" not in client.get("/docs").headers
