"""People of the demo."""

from app.demo.accounts import PASSWORD, PEOPLE
from app.demo.people import add_people
from app.models.accounts.user import User


def test_people_are_verified_and_one_is_an_operator(context):
    people = add_people()
    assert len(people) == len(PEOPLE)
    assert all(user.verified_at and user.check_password(PASSWORD) for user in people.values())
    assert [name for name, user in people.items() if user.is_operator] == ["admin"]


def test_people_who_exist_are_not_changed(context):
    nina = add_people()["nina"]
    nina.name = "Nina O."
    assert add_people()["nina"] is nina
    assert User.find_by_email("nina@example.org").name == "Nina O."
