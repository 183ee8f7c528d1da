"""The migrations there are and the one the database has, told without loading Alembic."""

from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

if TYPE_CHECKING:
    from flask import Flask
    from flask_migrate import Migrate
    from flask_sqlalchemy import SQLAlchemy

DIRECTORY = Path(__file__).parents[2] / "migrations"
OBSTACLES = {
    "database_unreachable": "cannot be reached. Look at DATABASE_URL.",
    "migrations_pending": "lacks migrations. Run: stagedoor db upgrade",
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
        current = _applied(engine)
    except SQLAlchemyError:
        return "database_unreachable"
    return None if current == newest() else "migrations_pending"


def _applied(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.scalar(text("SELECT version_num FROM alembic_version"))


@cache
def newest() -> str:
    """The revision of the newest migration: their file names begin with it and sort by it."""
    names = (path.name for path in (DIRECTORY / "versions").glob("[0-9]*_*.py"))
    return max(names).partition("_")[0]
