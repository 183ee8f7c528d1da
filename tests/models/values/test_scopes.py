"""Scopes include others, and what they permit follows from all that they include."""

import pytest

from app.models.values import scopes
from app.models.values.scopes import SCOPES, Permission


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (None, set()),
        (" ,, ", set()),
        ("events:read,profile:read", {"events:read", "profile:read"}),
        ("public\tpublic\nother", {"public", "other"}),
    ],
)
def test_scopes_are_separated_by_spaces_or_commas(text, names):
    assert scopes.parse(text) == names


def test_scopes_are_written_sorted_and_once():
    assert scopes.dump(["public", "crm_read", "public"]) == "crm_read public"


def test_closure_follows_every_step_and_drops_unknown_names():
    assert scopes.closure(["crm_manage", "other"]) == {
        *("crm_manage", "crm_read", "events:read", "events:write")
    }


@pytest.mark.parametrize(
    ("allowed", "requested", "is_covered"),
    [
        ("events:write", "events:read", True),
        ("events:read", "events:write", False),
        ("crm_manage", "crm_read events:read", True),
        ("public", "profile:read", False),
        ("public", "", True),
        ("other", "other", False),
    ],
)
def test_scope_covers_what_it_implies(allowed, requested, is_covered):
    assert scopes.covers(allowed.split(), requested.split()) is is_covered


def test_limits_cut_down_to_what_all_of_them_cover():
    wide, narrow = ["crm_manage"], ["events:write", "profile:read"]
    assert scopes.within(wide, narrow) == {"events:write", "events:read"}
    assert scopes.within(wide, narrow, ["events:read"]) == {"events:read"}


@pytest.mark.parametrize("permission", Permission)
def test_smallest_scope_that_grants_a_permission_grants_no_more_than_others(permission):
    smallest = scopes.permissions([scopes.giving(permission)])
    others = [s.permissions for s in SCOPES.values() if permission in s.permissions]
    assert permission in smallest
    assert len(smallest) == min(map(len, others))


def test_implied_scopes_add_no_permission_of_their_own():
    for scope in SCOPES.values():
        assert scopes.permissions([scope.name]) == scope.permissions


def test_only_scopes_about_a_team_need_one():
    assert not scopes.need_team(["profile:read", "tickets:read", "public", "other"])
    assert scopes.need_team(["profile:read", "event:write"])


def test_reading_is_described_before_writing():
    described = scopes.describe(["crm_manage", "public", "events:write", "other", "profile:read"])
    assert [scope.name for scope in described] == [
        *("profile:read", "public", "events:write", "crm_manage")
    ]


def test_scopes_of_sign_in_open_nothing_of_the_api_and_need_no_team():
    names = {"openid", "profile", "email", "offline_access"}
    assert scopes.of_sign_in(SCOPES) == names
    assert scopes.BASIC not in names
    assert not scopes.need_team(names)
    of_api = scopes.permissions(SCOPES.keys() - names)
    assert not scopes.permissions(names) & of_api
