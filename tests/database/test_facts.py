"""Operators see what the database is and how much it holds."""

import re

import pytest

from app.database import facts
from app.extensions import db

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("context")]


def test_database_is_named_with_its_version():
    name = "SQLite" if facts.is_for_one_machine() else "PostgreSQL"
    assert re.fullmatch(rf"{name} \d+(\.\d+)+", facts.kind())
    assert facts.is_for_one_machine() == (db.engine.dialect.name == "sqlite")


def test_size_is_that_of_a_database_with_tables():
    assert facts.size() > 100_000
