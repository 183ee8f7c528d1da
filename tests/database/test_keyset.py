"""Pages of a keyset hold every row once, whatever position is sent."""

import pytest

from app.database import keyset
from app.extensions import db
from app.models.accounts.user import User
from tests.support.factories import make_user

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("context")]

PEOPLE = db.select(User)


@pytest.fixture
def people(context):
    return [make_user(created_at=number // 2) for number in range(5)]


@pytest.mark.parametrize("upwards", [True, False])
def test_pages_hold_every_row_once_and_in_order(people, upwards):
    rows, after = [], None
    for _page in range(3):
        page = keyset.read_page(
            PEOPLE, User.created_at, User.id, after=after, upwards=upwards, limit=2
        )
        rows += page.rows
        after = page.next
    assert after is None
    assert rows == (people if upwards else people[::-1])


def test_full_last_page_has_no_next_one(people):
    assert keyset.read_page(PEOPLE, User.id, limit=5).next is None


def test_added_row_does_not_shift_the_next_page(people):
    first = keyset.read_page(PEOPLE, User.id, limit=2)
    make_user()
    second = keyset.read_page(PEOPLE, User.id, after=first.next, limit=2)
    assert second.rows == [people[2], people[1]]


@pytest.mark.parametrize(
    "position", [(), (1, 2), (2**31,), (-(2**40),)], ids=["none", "two", "too large", "too small"]
)
def test_position_of_another_list_is_the_start(people, position):
    page = keyset.read_page(PEOPLE, User.id, after=position, limit=1)
    assert page.rows == [people[-1]]


def test_counting_ends_at_the_limit(people):
    assert [keyset.count_up_to(PEOPLE, limit) for limit in (4, 5, 6)] == [4, 5, 5]
