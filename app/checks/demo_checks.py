"""The demo's data has accounts with a password that everyone knows: not in production."""

from collections.abc import Iterator

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import func, select

from app.checks.check import Check, Problem, refuse
from app.checks.database_checks import engine_for
from app.config import Settings
from app.database import installation_facts
from app.demo.people import PASSWORD, PEOPLE
from app.models.accounts.user import User


def find_mark(settings: Settings) -> Iterator[Problem]:
    """The demo marks the database that it fills."""
    if not settings.is_production:
        return
    with engine_for(settings) as engine, engine.connect() as connection:
        if installation_facts.find(connection, installation_facts.DEMO) is not None:
            yield refuse(
                "This database holds the demo's data. Name another in DATABASE_URL or"
                " STAGEDOOR_HOME."
            )


def find_accounts(settings: Settings) -> Iterator[Problem]:
    """Demo data that was loaded before databases were marked, or copied."""
    if not settings.is_production:
        return
    addresses = [person.email for person in PEOPLE]
    query = (
        select(User.email, User.password_hash)
        .where(func.lower(User.email).in_(addresses), User.disabled_at.is_(None))
        .order_by(User.id)
    )
    with engine_for(settings) as engine, engine.connect() as connection:
        rows = connection.execute(query).all()
    # A hash takes a fifth of a second, and one account with this password is enough.
    if any(_has_known_password(row.password_hash) for row in rows):
        names = ", ".join(row.email for row in rows)
        yield refuse(
            f"Demo accounts can sign in with the demo's password: {names}. Name another database,"
            " or run for each: stagedoor user disable EMAIL"
        )


def _has_known_password(password_hash: str) -> bool:
    try:
        return PasswordHasher().verify(password_hash, PASSWORD)
    except (VerificationError, InvalidHashError):
        return False


DEMO_CHECKS = (
    Check("Demo", "production has a database of its own.", find_mark, stops_start=True),
    Check("Demo accounts", "none in production.", find_accounts, stops_start=True),
)
