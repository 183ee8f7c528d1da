"""The demo's accounts, all with the same password."""

import secrets
from dataclasses import dataclass

from app.extensions import db
from app.models.accounts import password
from app.models.accounts.user import User
from app.models.values import clock

PASSWORD = "stagedoor-demo"


@dataclass(frozen=True)
class Person:
    """An account; ``about`` is its description in the demo's last lines."""

    email: str
    name: str
    timezone: str
    about: str
    is_operator: bool = False


PEOPLE = (
    Person("olivia@example.org", "Olivia Marin", "Europe/Rome", "owner of Harbour Hall"),
    Person(
        "otto@example.org",
        "Otto Nunes",
        "Europe/Lisbon",
        "owner of Harbour Hall and Night Owl Collective",
    ),
    Person("vera@example.org", "Vera Conti", "Europe/Rome", "viewer of Harbour Hall"),
    Person("nina@example.org", "Nina Okafor", "Europe/London", "in no team, holds two tickets"),
    Person("dev@example.org", "Devi Raman", "Europe/Rome", "developer of the demo apps"),
    Person("cleo@example.org", "Cleo Baptiste", "Europe/Rome", "develops an app with Devi"),
    Person("admin@example.org", "Ada Lindqvist", "UTC", "operator", is_operator=True),
)


def add_people() -> dict[str, User]:
    """Create the accounts that are missing; return all by the name before the "@"."""
    return {person.email.partition("@")[0]: _find_or_add(person) for person in PEOPLE}


def _find_or_add(person: Person) -> User:
    user = User.find_by_email(person.email)
    if user is None:
        unused = secrets.token_urlsafe()
        user = User.register(email=person.email, name=person.name, new_password=unused)
        # Not by set_password, which refuses what is as easy to guess as PASSWORD is meant to be.
        user.password_hash = password.hash_password(PASSWORD)
        user.verified_at, user.is_operator = clock.now(), person.is_operator
        user.move_to(person.timezone)
        db.session.add(user)
        db.session.flush()
    return user
