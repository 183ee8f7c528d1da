"""Sync tokens and cursors of the stream."""

import pytest

from app.api.events import sync_token
from app.api.http.signed_text import NotOursError
from app.models.event_queries.event_stream import Walk

pytestmark = pytest.mark.usefixtures("context")


def test_token_holds_the_change_number():
    assert sync_token.load(sync_token.dump(1, 812), team_id=1) == 812


@pytest.mark.parametrize("starts_empty", [True, False])
def test_cursor_holds_the_walk(starts_empty):
    walk = Walk(3, 9, starts_empty)
    assert sync_token.load_walk(sync_token.dump_walk(1, walk), team_id=1) == walk


@pytest.mark.parametrize(
    "read",
    [
        lambda: sync_token.load(sync_token.dump(1, 812), team_id=2),
        lambda: sync_token.load(sync_token.dump_walk(1, Walk(3, 9)), team_id=1),
        lambda: sync_token.load_walk(sync_token.dump(1, 812), team_id=1),
    ],
    ids=["other-team", "cursor-as-token", "token-as-cursor"],
)
def test_text_for_another_use_is_refused(read):
    with pytest.raises(NotOursError):
        read()
