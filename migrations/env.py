"""How Alembic reaches the database; run through ``stagedoor db …`` (Flask-Migrate)."""

from alembic import context
from click import ClickException
from flask import current_app

from app.database import migrations
from app.database.sqlite import broken_reference, without_foreign_keys

database = current_app.extensions["migrate"].db


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
    """Apply migrations over one connection, all or none where the database can."""
    options = current_app.extensions["migrate"].configure_args
    engine = context.config.attributes.get("engine", database.engine)
    with (
        engine.connect().execution_options(writes=True) as connection,
        # A table that SQLite rebuilds would take rows of others along when the old one goes.
        without_foreign_keys(connection),
    ):
        if migrations.is_unreleased(migrations.applied(connection)):
            raise ClickException(f"The database {migrations.OBSTACLES['database_unreleased']}")
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            process_revision_directives=number_if_changed,
            **options,
        )
        with context.begin_transaction():
            context.run_migrations()
            require_references(connection)
        connection.commit()


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
