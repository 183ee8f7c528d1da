"""Accounts: their address, password and profile, and what stays of a deleted one."""

import pytest

from app.extensions import db
from app.models.accounts.user import GONE, User
from app.models.values.errors import ValidationError
from tests.support.factories import PASSWORD, make_user

pytestmark = pytest.mark.usefixtures("context")


def test_address_is_kept_as_typed_and_found_in_any_ascii_case():
    user = make_user(" Ana@Example.ORG ")
    db.session.commit()
    assert user.email == "Ana@example.org"
    assert User.find_by_email("aNA@eXAMPLE.org") is user
    assert User.find_by_password("ANA@example.org", PASSWORD) is user


@pytest.mark.parametrize(
    "typed", ["\u212aana@example.org", "kana@exampl\uff45.org", "kana@example.org\n", "x" * 10_000]
)
def test_address_that_only_looks_alike_finds_no_account(typed):
    make_user("kana@example.org")
    assert User.find_by_email(typed) is None
    assert User.find_by_password(typed, PASSWORD) is None


def test_taken_address_is_not_stored_twice():
    make_user("ana@example.org")
    db.session.commit()
    second = User.register(email="ANA@example.org", name="Ana", new_password=PASSWORD)
    assert not second.store()
    assert len(db.session.scalars(db.select(User)).all()) == 1


@pytest.mark.parametrize(
    ("email", "typed"),
    [("ana@example.org", "a wrong password"), ("ben@example.org", PASSWORD), ("ana", PASSWORD)],
    ids=["wrong password", "unknown address", "no address"],
)
def test_only_address_and_password_together_find_a_user(email, typed):
    user = make_user("ana@example.org")
    db.session.commit()
    assert User.find_by_password("Ana@example.org", PASSWORD) is user
    assert User.find_by_password(email, typed) is None


def test_disabled_user_is_not_found_by_password_until_enabled():
    user = make_user("ana@example.org")
    user.disable()
    db.session.commit()
    assert User.find_by_password("ana@example.org", PASSWORD) is None
    user.enable()
    db.session.commit()
    assert User.find_by_password("ana@example.org", PASSWORD) is user


def test_disabling_twice_keeps_the_first_time(clock):
    user = make_user()
    user.disable()
    clock.advance(60)
    user.disable("spam")
    assert user.disabled_at == clock.now() - 60


@pytest.mark.parametrize(
    ("field", "value"), [("name", " "), ("name", "x" * 81), ("timezone", "Europe/Nowhere")]
)
def test_invalid_profile_is_refused(field, value):
    user = make_user(name="Ana")
    with pytest.raises(ValidationError) as refusal:
        user.change_profile(**{"name": "Ana", "timezone": "UTC", field: value})
    assert (refusal.value.field, user.timezone) == (field, "UTC")


def test_forgotten_user_keeps_the_public_id_alone():
    user = make_user("ana@example.org", name="Ana", timezone="Europe/Rome", is_operator=True)
    user.forget()
    db.session.commit()
    assert (user.name, user.email, user.password_hash) == (GONE, user.public_id, "")
    assert (user.timezone, user.is_operator, user.is_active) == ("UTC", False, False)
    assert user.email_key is None
    assert User.find_by_email("ana@example.org") is None
