"""What is known of the migrations without Alembic agrees with what Alembic says."""

from alembic.script import ScriptDirectory

from app.database import migrations


def test_newest_migration_is_the_one_that_alembic_upgrades_to():
    assert migrations.newest() == ScriptDirectory(migrations.DIRECTORY).get_current_head()
