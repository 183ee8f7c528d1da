"""How Alembic reaches the database; run through ``stagedoor db …`` (Flask-Migrate)."""

import time
from contextlib import contextmanager

from alembic import context
from click import ClickException, echo
from flask import current_app
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from app.config import settings
from app.database import migrations
from app.database.copies.engines import engine_of
from app.database.postgresql import pooler
from app.database.sqlite import broken_reference, without_foreign_keys

database = current_app.extensions["migrate"].db
# A change of a table waits for its lock no longer than this, because all who come later wait behind
# it; then it lets them go on, and tries again.
LOCK_TIMEOUT = 800  # milliseconds
TRIES, PAUSE = 30, 1.0  # seconds
LOCK_NOT_AVAILABLE = "55P03"  # SQLSTATE


def number_if_changed(_context, _revision, directives):
    """Number the new migration; write no file when autogenerate finds nothing to do."""
    if (
        getattr(context.config.cmd_opts, "autogenerate", False)
        and directives[0].upgrade_ops.is_empty()
    ):
        directives[:] = []
    for script in directives:
        if not script.rev_id.isdecimal():  # Alembic's own choice, without an order
            script.rev_id = f"{int(migrations.newest()) + 1:04}"


def run_online():
    """Apply migrations over one connection, each of them wholly or not at all."""
    options = current_app.extensions["migrate"].configure_args
    engine = context.config.attributes.get("engine") or own_engine()
    with (
        engine.connect().execution_options(writes=True) as connection,
        # A table that SQLite rebuilds would take rows of others along when the old one goes.
        without_foreign_keys(connection),
    ):
        if migrations.is_unreleased(migrations.applied(connection)):
            raise ClickException(f"The database {migrations.OBSTACLES['database_unreleased']}")
        if migrations.is_newer(migrations.applied(connection)):
            # No error: the version before is started as always, by those who go back to it.
            echo("The database is of a newer version, which this one works with. Nothing to do.")
            return
        with giving_way(connection) as is_shared:
            context.configure(
                connection=connection,
                target_metadata=database.metadata,
                process_revision_directives=number_if_changed,
                # So that a migration can leave its transaction; SQLite applies all or none.
                transaction_per_migration=is_shared,
                **options,
            )
            run_patiently(connection)


def own_engine():
    """Reach the database past a pooler, if its own address is known."""
    direct = settings().database_direct_url
    return engine_of(settings().direct_database) if direct else database.engine


@contextmanager
def giving_way(connection):
    """Wait for no lock for long where others use the database; whether they do."""
    if connection.dialect.name != "postgresql":
        yield False
        return
    connection.rollback()
    if pooler.is_between(connection.connection.driver_connection):
        # The next transaction may be in another session.
        event.listen(connection, "begin", limit_transaction)
        yield True
        return
    connection.execute(text(f"SET lock_timeout = {LOCK_TIMEOUT}"))
    connection.execute(text("SET statement_timeout = 0"))  # an index may take an hour
    connection.commit()
    try:
        yield True
    finally:
        connection.rollback()
        connection.execute(text("RESET lock_timeout"))
        connection.execute(text("RESET statement_timeout"))
        connection.commit()


def limit_transaction(connection):
    """Set the same limits until the transaction ends; without one PostgreSQL only warns."""
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT}")
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def run_patiently(connection):
    """Run the migrations; one that a lock keeps from its table begins again."""
    for tries_left in reversed(range(TRIES)):
        try:
            with context.begin_transaction():
                context.run_migrations()
                require_references(connection)
            connection.commit()
            return
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE or not tries_left:
                raise
            connection.rollback()
            time.sleep(PAUSE)


def require_references(connection):
    """Raise ClickException when a row refers to one that is missing."""
    broken = broken_reference(connection) if connection.dialect.name == "sqlite" else None
    if broken is not None:
        raise ClickException(broken)


def run_offline():
    """Print the SQL instead of running it (``--sql``)."""
    context.configure(
        url=database.engine.url, target_metadata=database.metadata, literal_binds=True
    )
    with context.begin_transaction():
        context.run_migrations()


run_offline() if context.is_offline_mode() else run_online()
