"""What is known of the migrations without Alembic agrees with what Alembic says."""

import logging

from alembic.script import ScriptDirectory

from app.database import migrations
from app.database.copies.engines import engine_of


def test_newest_migration_is_the_one_that_alembic_upgrades_to():
    assert migrations.newest() == ScriptDirectory(migrations.DIRECTORY).get_current_head()


def test_copy_is_migrated_without_a_word(app, tmp_path, caplog):
    """A backup a day would fill the log with migrations, as if they were the installation's."""
    engine = engine_of(f"sqlite:///{tmp_path}/copy.db")
    with app.app_context(), caplog.at_level(logging.INFO, "alembic.runtime.migration"):
        migrations.upgrade(engine, migrations.FIRST)
        level = logging.getLogger("alembic.runtime.migration").level
    assert caplog.records == []
    assert level == logging.INFO
