"""The form of a private feed link."""

import pytest

from app.models.event_queries.event_filter import MAX_TEXT, SEEN
from app.models.values.errors import ValidationError
from app.portal.feeds.feed_link_form import FeedLinkForm


@pytest.fixture
def request_context(app):
    """A request to show the form."""
    with app.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    ("tag", "status", "expected"),
    [
        (" jazz ", "scheduled", ("jazz", "scheduled")),
        ("  ", "", (None, None)),
        (None, "", (None, None)),
    ],
)
def test_empty_filters_select_everything(request_context, tag, status, expected):
    filters = FeedLinkForm(formdata=None, data={"tag": tag, "status": status}).filter()

    assert (filters.tag, filters.status) == expected


def test_long_tag_is_refused_beside_its_field(request_context):
    with pytest.raises(ValidationError) as refusal:
        FeedLinkForm(formdata=None, data={"tag": "x" * (MAX_TEXT + 1)}).filter()

    assert refusal.value.field == "tag"


def test_drafts_are_no_choice(request_context):
    values = [choice.value for choice in FeedLinkForm(formdata=None).status.choices]

    assert values == ["", *SEEN]
    assert "draft" not in values
