"""Reading past the session, with SQLAlchemy's statements."""

import pytest

from app.database.connections import hot_read
from app.extensions import db

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("context")]


def test_hot_read_opens_no_transaction_in_the_session():
    with hot_read() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1
    assert not db.session().in_transaction()
