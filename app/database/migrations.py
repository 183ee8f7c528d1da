"""The available migrations and the database's revision, read without loading Alembic."""

import logging
import sqlite3
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from app import resources

if TYPE_CHECKING:
    from flask import Flask
    from flask_migrate import Migrate
    from flask_sqlalchemy import SQLAlchemy

DIRECTORY = resources.MIGRATIONS
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
    """The entry that Flask-Migrate expects in ``app.extensions``; loads Alembic on first use."""

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
    """Let ``stagedoor db …`` find the migrations from any working directory."""
    app.extensions["migrate"] = Migrations(db)


def find_obstacle(engine: Engine) -> str | None:
    """Return the key of OBSTACLES that says why requests would fail; None when they would not."""
    try:
        with engine.connect() as connection:
            revision = applied(connection)
    except (SQLAlchemyError, sqlite3.Error):  # the latter from the set-up of a connection
        return "database_unreachable"
    if is_unreleased(revision):
        return "database_unreleased"
    # A newer one is of the next release, which may migrate while servers of this one run on.
    return None if revision is not None and revision >= newest() else "migrations_pending"


def is_newer(revision: str | None) -> bool:
    """Whether the revision is of a newer version of Stagedoor, which this one does not know."""
    return revision is not None and revision > newest()


def applied(connection: Connection) -> str | None:
    """Return the revision of the database; None when it has none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def is_unreleased(revision: str | None) -> bool:
    """Whether the revision is older than FIRST and cannot be migrated."""
    return revision is not None and revision < FIRST


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring a copy of the database to the revision; no line is printed, as it is not in use yet."""
    from alembic import command  # only migrating needs it
    from flask import current_app

    config = current_app.extensions["migrate"].migrate.get_config()
    config.attributes["engine"] = engine
    log = logging.getLogger("alembic.runtime.migration")
    level = log.level
    log.setLevel(logging.WARNING)
    try:
        command.upgrade(config, revision)
    finally:
        log.setLevel(level)


@cache
def newest(directory: Path = DIRECTORY) -> str:
    """Return the newest revision, with which the name of the last migration's file begins."""
    names = (path.name for path in (directory / "versions").glob("[0-9]*_*.py"))
    return max(names).partition("_")[0]
