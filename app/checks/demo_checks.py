"""The demo's data has accounts with a password that everyone knows: not in production."""

from collections.abc import Iterator

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, column, func, select, table

from app.checks.check import Check, Problem, refuse
from app.checks.database_checks import engine_for
from app.config import Settings
from app.database import installation_facts
from app.demo.accounts import ADDRESSES, PASSWORD

# Without its model, which would load the house.
USERS = table(
    "user_account", column("id"), column("email"), column("password_hash"), column("disabled_at")
)


def find_demo(settings: Settings) -> Iterator[Problem]:
    """The mark that the demo leaves, or its accounts in a copy or in data from before the mark."""
    if not settings.is_production:
        return
    with engine_for(settings) as engine, engine.connect() as connection:
        is_marked = installation_facts.find(connection, installation_facts.DEMO) is not None
        accounts = [] if is_marked else find_accounts(connection)
    if is_marked:
        yield refuse(
            "This database holds the demo's data. Name another in DATABASE_URL or STAGEDOOR_HOME."
        )
    elif accounts:
        yield refuse(
            f"Demo accounts can sign in with the demo's password: {', '.join(accounts)}. Name"
            " another database, or run for each: stagedoor user disable EMAIL"
        )


def find_accounts(connection: Connection) -> list[str]:
    """Return the demo's addresses that can sign in, if one has the demo's password, else []."""
    email, disabled_at = USERS.c.email, USERS.c.disabled_at
    query = (
        select(email, USERS.c.password_hash)
        .where(func.lower(email).in_(ADDRESSES), disabled_at.is_(None))
        .order_by(USERS.c.id)
    )
    rows = connection.execute(query).all()
    # A hash takes a fifth of a second, so the first account with this password decides.
    is_demo = any(_has_known_password(row.password_hash) for row in rows)
    return [row.email for row in rows] if is_demo else []


def _has_known_password(password_hash: str) -> bool:
    try:
        return PasswordHasher().verify(password_hash, PASSWORD)
    except (VerificationError, InvalidHashError):
        return False


DEMO = Check("Demo", "none of it in production.", find_demo, stops_start=True)
