"""Slugs of new events."""

from dataclasses import replace
from datetime import datetime

import pytest

from app.models.events.event_details import EventDetails
from app.models.events.writing import event_slug

DETAILS = EventDetails("Lantern Walk", datetime(2027, 3, 27), datetime(2027, 3, 27), "UTC")


def choose(*titles, taken=()):
    details = [replace(DETAILS, title=title) for title in titles]
    return event_slug.choose(details, lambda slugs: set(slugs) & set(taken))


@pytest.mark.parametrize(
    ("title", "taken", "slug"),
    [
        ("Lantern Walk", [], "lantern-walk"),
        ("Lantern Walk", ["lantern-walk"], "lantern-walk-2027-03-27"),
        ("Bulk", [], "bulk-2027-03-27"),
        ("…", [], "event"),
    ],
    ids=["title", "taken", "reserved", "no-letters"],
)
def test_slug_is_the_first_free_one(title, taken, slug):
    assert choose(title, taken=taken) == [slug]


def test_slugs_of_one_batch_differ():
    slugs = choose(*["Walk"] * 4)
    assert slugs[:2] == ["walk", "walk-2027-03-27"]
    assert len(set(slugs)) == 4
    assert all(slug.startswith("walk-2027-03-27-") for slug in slugs[2:])
