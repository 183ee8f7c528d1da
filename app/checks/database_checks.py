"""Whether the database can answer: reached by an engine of its own, without the application."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from app.checks import unreachable
from app.checks.check import Check, Problem, refuse, warn
from app.config import Settings
from app.database import migrations
from app.database.engine import engine_options
from app.database.postgresql import pooler
from app.database.postgresql.positions import ORIGIN


@contextmanager
def engine_for(settings: Settings) -> Iterator[Engine]:
    """Provide an engine for the configured database, which is closed afterwards."""
    engine = create_engine(settings.database, **engine_options(settings))
    pooler.adapt_engine(engine)
    try:
        yield engine
    finally:
        engine.dispose()


def find_obstacle(settings: Settings) -> Iterator[Problem]:
    """Whether it can be reached and has every migration."""
    with engine_for(settings) as engine:
        obstacle = describe_obstacle(engine)
        is_newer = obstacle is None and _is_newer(engine)
    if obstacle is not None:
        yield refuse(obstacle)
    elif is_newer:
        yield warn(
            "was migrated by a newer version, which this one works with for a while: finish the"
            " upgrade, or what made you go back."
        )


def describe_obstacle(engine: Engine) -> str | None:
    """Return why requests would fail and what to do, as the end of a sentence; or None."""
    obstacle = migrations.find_obstacle(engine)
    if obstacle == "database_unreachable":
        return unreachable.explain(engine)
    return migrations.OBSTACLES[obstacle] if obstacle else None


def _is_newer(engine: Engine) -> bool:
    with engine.connect() as connection:
        return migrations.is_newer(migrations.applied(connection))


def find_half_used_pooler(settings: Settings) -> Iterator[Problem]:
    """A pooler keeps from PostgreSQL what belongs to a session."""
    with engine_for(settings) as engine, engine.connect() as connection:
        if not pooler.was_between(connection.connection.driver_connection):
            return
        has_limit = connection.scalar(text("SHOW statement_timeout")) != "0"
    if not has_limit:
        yield warn(
            "keeps our time limits from PostgreSQL, so that a statement may run for good. Set them"
            " there: ALTER ROLE … SET statement_timeout = '15s', and lock_timeout = '8s'."
        )
    if not settings.database_direct_url:
        yield warn(
            "lets workers hear of new work only when they look. Set DATABASE_DIRECT_URL to the"
            " address of PostgreSQL itself."
        )


def find_lost_replica(settings: Settings) -> Iterator[Problem]:
    """A replica that does not follow the primary is never read."""
    if not settings.database_replica_url or not settings.database.startswith("postgresql"):
        return
    replica = settings.model_copy(update={"database_url": settings.database_replica_url})
    try:
        with engine_for(settings) as primary, engine_for(replica) as engine:
            origin, other = map(_origin_of, (primary, engine))
    except SQLAlchemyError as error:
        yield warn(
            f"does not answer ({type(error).__name__}); the primary answers for it. Start it, or"
            " correct DATABASE_REPLICA_URL."
        )
        return
    if other != (True, *origin[1:]):
        yield warn(
            "DATABASE_REPLICA_URL is no replica of the database in DATABASE_URL, or not since a"
            " fail-over. It is not read. Correct it."
        )


def _origin_of(engine: Engine) -> tuple[object, ...]:
    with engine.connect() as connection:
        row = connection.execute(text(f"SELECT pg_is_in_recovery(), {ORIGIN}")).one()
    return tuple(row)


REPLICA = Check("Replication", "follows the primary, or is not used.", find_lost_replica)
POOLER = Check("Pooler", "fully used, or none.", find_half_used_pooler)
DATABASE = Check("Database", "reachable, every migration applied.", find_obstacle, stops_start=True)
