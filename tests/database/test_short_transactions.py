"""Short transactions: committed at their end, undone by any error."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.database import hot_reads
from app.database.connections import hot_read
from app.database.short_transactions import LostError, ShortTransaction, Statement
from app.extensions import db
from app.models.teams.team import Team
from tests.support.factories import make_team

pytestmark = pytest.mark.both_databases

RENAME = Statement("UPDATE team SET name = :name WHERE slug = 'one' AND name <> :name")
READ = Statement("SELECT name FROM team WHERE slug = :slug", locks="FOR KEY SHARE")
BROKEN = Statement("UPDATE nowhere SET name = 'x'")


@pytest.fixture(autouse=True)
def team(context):
    """A team, committed, that the session has let go of."""
    make_team(name="One", slug="one")
    db.session.commit()


def name_now():
    """The name of the team as it is committed."""
    with hot_read() as connection:
        return connection.scalar(select(Team.name).where(Team.slug == "one"))


def rename(*names, last=RENAME):
    """Give the team the names, one after the other."""
    with ShortTransaction() as transaction:
        for name in names:
            transaction.change(RENAME, name=name)
        transaction.run(last, name="One more")


def test_statements_are_committed_together():
    with ShortTransaction() as transaction:
        assert transaction.run(RENAME, name="100% it's; --") == 1
        assert transaction.row(READ, slug="one") == ("100% it's; --",)
        assert transaction.row(READ, slug="two") is None
        assert name_now() == "One"
    assert name_now() == "100% it's; --"


def test_lost_condition_undoes_everything():
    with pytest.raises(LostError):
        rename("Two", "Two")
    assert name_now() == "One"


def test_error_undoes_everything_and_the_next_transaction_begins_anew():
    with pytest.raises(DBAPIError):
        rename("Two", last=BROKEN)
    assert name_now() == "One"
    rename("Two")
    assert name_now() == "One more"


def test_connection_that_has_ended_is_opened_again():
    rename("Two")
    hot_reads.of_app()._local.connection._connection.close()
    rename("Three")
    assert name_now() == "One more"
