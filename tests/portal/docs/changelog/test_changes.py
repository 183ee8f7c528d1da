"""The source of the changelog."""

from app.portal.docs.changelog.changes import CHANGES, KINDS
from app.portal.docs.pages import PAGES


def test_changes_are_in_order_and_told_apart():
    assert [change.day for change in CHANGES] == sorted(
        (change.day for change in CHANGES), reverse=True
    )
    assert len({change.id for change in CHANGES}) == len(CHANGES)


def test_every_change_is_of_a_kind_and_leads_to_a_page():
    for change in CHANGES:
        assert change.kind in KINDS
        assert change.page in PAGES
