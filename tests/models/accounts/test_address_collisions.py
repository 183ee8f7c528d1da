"""Accounts with the same address, from before addresses had a key."""

import pytest

from app.extensions import db
from app.models.accounts import address_collisions
from app.models.accounts.user import User
from tests.support.factories import PASSWORD, make_user

pytestmark = [pytest.mark.usefixtures("context"), pytest.mark.both_databases]


@pytest.fixture
def twins():
    """The account that has the key, and one that had the same address before."""
    holder, other = make_user("ana@example.org"), make_user("ana2@example.org")
    other.email, other.email_key = "Ana@example.org", None
    db.session.commit()
    return holder, other


def test_account_without_a_key_is_listed_and_keeps_working(twins):
    holder, other = twins
    [collision] = address_collisions.list_collisions()
    assert (collision.user, collision.holder) == (other, holder)
    assert User.find_by_email("Ana@example.org") is other
    assert User.find_by_password("Ana@example.org", PASSWORD) is other
    assert User.find_by_email("ANA@example.org") is holder


def test_no_new_account_gets_the_address_of_either(twins):
    for typed in ("ana@example.org", "Ana@example.org", "aNa@example.org"):
        assert not User.register(email=typed, name="Ana", new_password=PASSWORD).store()


def test_account_gets_the_key_once_it_is_free(twins):
    holder, other = twins
    assert address_collisions.settle() == 0
    holder.forget()
    [collision] = address_collisions.list_collisions()
    assert collision.holder is None
    assert address_collisions.settle() == 1
    db.session.commit()
    assert User.find_by_email("ANA@example.org") is other
    assert address_collisions.list_collisions() == []


def test_changed_address_gets_a_key_at_once(twins):
    _holder, other = twins
    other.email = "new@example.org"
    db.session.commit()
    assert address_collisions.list_collisions() == []
    assert User.find_by_email("NEW@example.org") is other


def test_deleted_account_collides_with_none():
    make_user().forget()
    assert address_collisions.list_collisions() == []
