"""Positions in the query string, links to other pages, and all rows of a long list."""

import pytest

from app.database.keyset import Page
from app.portal import paging


@pytest.mark.parametrize(
    ("after", "position"),
    [("12", (12,)), ("12.-3", (12, -3)), ("", None), ("x", None), ("1.", None), ("9" * 16, None)],
)
def test_position_is_read_or_is_the_start_of_the_list(app, after, position):
    with app.test_request_context("/", query_string={"after": after}):
        assert paging.wanted() == position


def test_links_keep_values_that_are_not_empty(app):
    with app.test_request_context("/"):
        links = paging.links(Page([1], (5, 7)), "portal.list_activity", kind="teams", q="")

    assert links == {"first_url": None, "next_url": "/account/activity?kind=teams&after=5.7"}


def test_last_page_links_to_the_first(app):
    with app.test_request_context("/?after=5"):
        links = paging.links(Page([1], None), "portal.list_activity")

    assert links == {"first_url": "/account/activity", "next_url": None}


def test_all_rows_are_read_a_page_at_a_time():
    pages = {None: Page([1, 2], (2,)), (2,): Page([3], (3,)), (3,): Page([], None)}
    read = []

    def list_page(after):
        read.append(after)
        return pages[after]

    rows = paging.all_rows(list_page)
    assert (next(rows), read) == (1, [None])
    assert list(rows) == [2, 3]
    assert read == [None, (2,), (3,)]
