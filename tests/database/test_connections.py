"""Reading past the session: the driver's rows by name, and its errors as SQLAlchemy's."""

import pytest
from sqlalchemy.exc import DBAPIError

from app.database.connections import hot_read, read_rows
from app.extensions import db

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("context")]


def test_rows_are_named_and_parameters_bound():
    [row] = read_rows("SELECT :a AS first, '100%' AS second", {"a": "one"})
    assert (row.first, row.second) == ("one", "100%")


def test_driver_error_becomes_sqlalchemys():
    with pytest.raises(DBAPIError):
        read_rows("SELECT x FROM nowhere", {})


def test_hot_read_opens_no_transaction_in_the_session():
    with hot_read() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1
    assert not db.session().in_transaction()
