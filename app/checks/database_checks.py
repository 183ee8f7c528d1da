"""Whether the database can answer: reached by an engine of its own, without the application."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine

from app.checks.check import Check, Problem, refuse
from app.config import Settings
from app.database import migrations
from app.database.engine import engine_options


@contextmanager
def engine_for(settings: Settings) -> Iterator[Engine]:
    """Provide an engine for the configured database, which is closed afterwards."""
    engine = create_engine(settings.database, **engine_options(settings))
    try:
        yield engine
    finally:
        engine.dispose()


def find_obstacle(settings: Settings) -> Iterator[Problem]:
    """Whether it can be reached and has every migration."""
    with engine_for(settings) as engine:
        obstacle = migrations.find_obstacle(engine)
    if obstacle is not None:
        yield refuse(migrations.OBSTACLES[obstacle])


DATABASE = Check("Database", "reachable, every migration applied.", find_obstacle, stops_start=True)
