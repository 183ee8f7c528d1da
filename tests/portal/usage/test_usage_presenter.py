"""Usage as pages present it: figures with their trend, limits, and labels of endpoints."""

import pytest

from app.models.usage.usage_report import Figures
from app.portal.usage import usage_presenter


@pytest.fixture(autouse=True)
def request_context(app):
    with app.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    ("now", "before", "small", "trend"),
    [
        (150, 100, "+50%", "up"),
        (50, 100, "−50%", None),
        (100, 100, "+0%", "up"),
        (100, 0, None, None),
        (2000, 100, None, None),
        (0, 100, None, None),
    ],
    ids=["more", "fewer", "as many", "nothing before", "hardly anything before", "nothing now"],
)
def test_trend_is_shown_where_it_says_something(now, before, small, trend):
    requests = usage_presenter.stats(Figures(ok=now), Figures(ok=before))[0]
    assert (requests.get("small"), requests.get("trend")) == (small, trend)


def test_failures_are_a_share_and_a_number():
    figures = Figures(ok=997, rejected=2, failed=1, limited=1)
    _requests, failed, _slowest, limited = usage_presenter.stats(figures, Figures())
    assert (failed["value"], failed["small"]) == ("0.3%", "3 requests")
    assert (limited["value"], limited["small"]) == ("1", "429")


def test_endpoint_is_labelled_as_the_documentation_writes_it():
    label = usage_presenter.endpoint_label("api.list_events")
    assert label == "GET /api/v1/organizer/{team}/events"
    assert usage_presenter.endpoint_label("removed.route") == "removed.route"


def test_activity_without_a_sentence_is_its_endpoint():
    assert usage_presenter.describe_activity("api.list_events") == "Listed events"
    assert usage_presenter.describe_activity("oauth.issue_token") == "POST /oauth/token"


def test_numbers_are_grouped():
    assert usage_presenter.number(1234567) == "1,234,567"
