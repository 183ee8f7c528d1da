"""Makes the demo's accounts."""

import secrets

from app.demo.accounts import PASSWORD, PEOPLE, Person
from app.extensions import db
from app.models.accounts import password
from app.models.accounts.user import User
from app.models.values import clock


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
