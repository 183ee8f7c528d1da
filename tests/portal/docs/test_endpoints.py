"""Entries of the API reference."""

import pytest

from app.models.values.scopes import SCOPES
from app.openapi.groups import GROUPS
from app.portal.docs import endpoints


@pytest.fixture(autouse=True)
def application(context):
    """An application, whose routes are listed."""


def test_every_group_has_entries_with_an_id_each():
    groups = endpoints.list_groups()
    assert [group for group, _entries in groups] == list(GROUPS)
    assert all(entries for _group, entries in groups)
    for _group, entries in groups:
        assert len({entry.anchor for entry in entries}) == len(entries)


def test_entry_of_several_paths_shows_the_one_with_a_team_first():
    entries = [entry for _group, entries in endpoints.list_groups() for entry in entries]
    entry = next(entry for entry in entries if entry.route.endpoint == "api.list_events")
    paths = [path for _methods, path in entry.addresses]
    assert paths[0] == "/api/v1/organizer/{team}/events"
    assert "/api/v1/organizer/events" in paths
    names = [(parameter.place, parameter.name) for parameter in entry.parameters]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("scope", SCOPES)
def test_scope_adds_only_what_its_included_scopes_do_not_allow(scope):
    added = endpoints.added_by(scope)
    assert all(entry in endpoints.allowed_by(scope) for entry in added)
    for included in SCOPES[scope].implies:
        assert not any(entry in endpoints.allowed_by(included) for entry in added)


def test_group_that_does_not_exist_is_an_error():
    with pytest.raises(StopIteration):
        endpoints.find_group("nothing")
