"""The migrations there are and the one the database has, told without loading Alembic."""

from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

if TYPE_CHECKING:
    from flask import Flask
    from flask_migrate import Migrate
    from flask_sqlalchemy import SQLAlchemy

DIRECTORY = Path(__file__).parents[2] / "migrations"
FIRST = "0100"  # the first revision; 0001 to 0018 were never released
OBSTACLES = {
    "database_unreachable": "cannot be reached. Look at DATABASE_URL.",
    "migrations_pending": "lacks migrations. Run: stagedoor db upgrade",
    "database_unreleased": (
        "was made before the first release and cannot be migrated. Name a new one in DATABASE_URL"
        " or STAGEDOOR_HOME and run: stagedoor db upgrade. To keep a team's events, download its"
        " calendar (.ics) with the version that made the old database, and import it into the new"
        " one: stagedoor events import FILE --team SLUG"
    ),
}


class Migrations:
    """What Flask-Migrate expects to find in ``app.extensions``; Alembic is loaded on first use."""

    directory = str(DIRECTORY)
    configure_args = {"compare_type": True, "render_as_batch": True}

    def __init__(self, db: "SQLAlchemy") -> None:
        """Migrate the database of ``db``."""
        self.db = db

    @cached_property
    def migrate(self) -> "Migrate":
        """Flask-Migrate's own object."""
        from flask_migrate import Migrate  # brings Alembic, which only migrating needs

        return Migrate(db=self.db, directory=self.directory)


def register(app: "Flask", db: "SQLAlchemy") -> None:
    """Tell ``stagedoor db …`` where the migrations are, whatever directory it is called from."""
    app.extensions["migrate"] = Migrations(db)


def find_obstacle(engine: Engine) -> str | None:
    """A reason code, of OBSTACLES, why requests would fail now; None when they would not."""
    try:
        with engine.connect() as connection:
            revision = applied(connection)
    except SQLAlchemyError:
        return "database_unreachable"
    if is_unreleased(revision):
        return "database_unreleased"
    return None if revision == newest() else "migrations_pending"


def applied(connection: Connection) -> str | None:
    """The revision of the newest migration that the database has; None when it has none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(text("SELECT version_num FROM alembic_version"))


def is_unreleased(revision: str | None) -> bool:
    """Whether the revision is of the history before FIRST, which no migration continues."""
    return revision is not None and revision < FIRST


@cache
def newest() -> str:
    """The revision of the newest migration: their file names begin with it and sort by it."""
    names = (path.name for path in (DIRECTORY / "versions").glob("[0-9]*_*.py"))
    return max(names).partition("_")[0]
