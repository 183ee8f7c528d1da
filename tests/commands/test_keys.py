"""Signing keys are listed and rotated from the command line."""

import pytest

from app.models.credentials.signing_keys.signing_key import SigningKey


def test_first_listing_makes_the_keys(run):
    first = run("keys", "list").output
    assert [line.split()[1] for line in first.splitlines()] == ["EdDSA", "RS256"]
    assert run("keys", "list").output == first


def test_rotation_is_listed_with_its_times(run, clock):
    run("keys", "list")
    assert run("keys", "rotate").output.count("signs from") == 2
    listed = run("keys", "list").output
    assert listed.count("signs, published until") == 2
    assert listed.count("signs from") == 2
    again = run("keys", "rotate")
    assert again.exit_code == 1
    assert "Wait" in again.output


def test_compromised_keys_leave_the_list(run):
    before = {line.split()[0] for line in run("keys", "list").output.splitlines()}
    assert "withdrawn" in run("keys", "rotate", "--compromised").output
    after = {line.split()[0] for line in run("keys", "list").output.splitlines()}
    assert len(after) == 2
    assert not before & after


@pytest.mark.both_databases
def test_unreadable_key_is_listed_as_such_and_replaced_at_once(app, run):
    run("keys", "list")
    app.config["SECRET_KEY"] = "another key"
    assert run("keys", "list").output.count("unreadable") == 2
    with app.app_context():
        assert not any(key.is_readable for key in SigningKey.list_in_use())
    run("keys", "rotate")
    assert run("keys", "list").output.count("unreadable") == 2  # published until they retire
    with app.app_context():
        assert all(key.is_readable for key in SigningKey.list_in_use())
