"""Short transactions: committed at their end, undone by any error."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.database import hot_reads
from app.database.connections import hot_read
from app.database.short_transactions import (
    LostError,
    ShortTransaction,
    Statement,
    Step,
    run_together,
)
from app.extensions import db
from app.models.teams.team import Team
from tests.support.factories import make_team

pytestmark = pytest.mark.both_databases

RENAME = Statement("UPDATE team SET name = :name WHERE slug = 'one' AND name <> :name")
READ = Statement("SELECT name FROM team WHERE slug = :slug", locks="FOR KEY SHARE")
BROKEN = Statement("UPDATE nowhere SET name = 'x'")
RENAME_OTHER = Statement("UPDATE team SET name = :other WHERE slug = 'two'")
UNNAMED = Statement("UPDATE team SET name = NULL WHERE slug = 'one'")


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


@pytest.fixture
def other_team():
    """Another team, committed."""
    make_team(name="100% it's; --", slug="two")
    db.session.commit()


def names_now():
    """The names of both teams as they are committed."""
    with hot_read() as connection:
        return connection.scalars(select(Team.name).order_by(Team.slug)).all()


@pytest.mark.usefixtures("other_team")
def test_independent_statements_are_done_together():
    run_together(Step(RENAME, {"name": "Two"}), Step(RENAME_OTHER, {"other": "50% it's; --"}))
    assert names_now() == ["Two", "50% it's; --"]


@pytest.mark.usefixtures("other_team")
@pytest.mark.parametrize("last", [BROKEN, UNNAMED], ids=["no such table", "no such value"])
def test_independent_statements_are_undone_together(last):
    with pytest.raises(DBAPIError):
        run_together(Step(RENAME_OTHER, {"other": "Two"}), Step(last, {}))
    assert names_now() == ["One", "100% it's; --"]
    run_together(Step(RENAME_OTHER, {"other": "Two"}), Step(RENAME, {"name": "Three"}))
    assert names_now() == ["Three", "Two"]


def test_name_has_one_value_in_independent_statements():
    with pytest.raises(ValueError, match="two values"):
        run_together(Step(RENAME, {"name": "Two"}), Step(RENAME, {"name": "Three"}))
    assert name_now() == "One"
