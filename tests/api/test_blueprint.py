"""Slugs in paths."""

import pytest


@pytest.mark.parametrize("slug", ["bulk", "changes", "a.b", "a/b"])
def test_addresses_beside_events_are_no_slugs(app, slug):
    assert app.test_client().put(f"/api/v1/organizer/hall/events/{slug}").status_code in {404, 405}


@pytest.mark.parametrize("slug", ["bulky", "lantern-walk", "changes-2"])
def test_every_other_name_is_a_slug(app, slug):
    assert app.test_client().put(f"/api/v1/organizer/hall/events/{slug}").status_code == 401
