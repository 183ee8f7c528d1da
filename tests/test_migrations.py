"""The migrations, up and down, on each database we promise."""

import json

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from click import ClickException
from sqlalchemy import inspect, text

from app.extensions import db
from app.factory import create_app
from app.models.accounts import address_collisions
from app.models.accounts.user import User
from tests.support.full_tables import ROWS, fill_every_table, rows_of
from tests.support.settings import make_settings

pytestmark = pytest.mark.both_databases


@pytest.fixture
def blank_app(blank_database_url, tmp_path):
    """An app context on a database without any table."""
    app = create_app(make_settings(database_url=blank_database_url, stagedoor_home=tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def differences():
    """Return what the models have and the database lacks, or the other way round."""
    with db.engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection), db.metadata)


def tables():
    """Return the names of the tables that there are."""
    return set(inspect(db.engine).get_table_names())


def test_migrations_make_the_tables_that_the_models_describe(blank_app):
    flask_migrate.upgrade()
    assert differences() == []


def test_migrations_run_down_to_nothing_and_up_again(blank_app):
    flask_migrate.upgrade()
    flask_migrate.downgrade(revision="base")
    assert tables() == {"alembic_version"}
    flask_migrate.upgrade()
    assert tables() > {"alembic_version"}


def test_migrations_up_and_down_lose_no_row(blank_app):
    flask_migrate.upgrade(revision="0100")
    fill_every_table(db.engine)
    before = rows_of(db.engine)
    flask_migrate.upgrade()
    counts = {name: len(rows) for name, rows in rows_of(db.engine).items() if name in before}
    assert counts == dict.fromkeys(before, ROWS)
    flask_migrate.downgrade(revision="0100")
    assert {name: len(rows) for name, rows in rows_of(db.engine).items()} == counts


def test_numbers_of_events_are_never_given_out_again(blank_app):
    flask_migrate.upgrade()
    if db.engine.dialect.name == "sqlite":  # PostgreSQL's sequences never go back
        statement = "SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'"
        with db.engine.connect() as connection:
            names = set(connection.scalars(text(statement)))
        tables = db.metadata.tables.values()
        promised = {t.name for t in tables if t.dialect_options["sqlite"]["autoincrement"]}
        assert names == promised > set()


def add_account(email, **columns):
    """Add a row as the first tables have it, and return its number."""
    values = {"verified_at": None, "disabled_at": None, "deleted_at": None, **columns}
    with db.engine.begin() as connection:
        statement = text(
            "INSERT INTO user_account (public_id, email, password_hash, name, locale, timezone,"
            " is_operator, created_at, verified_at, disabled_at, deleted_at) VALUES (:public_id,"
            " :email, '', 'Ana', 'en', 'UTC', FALSE, 1, :verified_at, :disabled_at, :deleted_at)"
        )
        connection.execute(statement, {"public_id": f"usr_{email}"[:24], "email": email, **values})


def addresses(*columns):
    """Return these columns of all accounts by id."""
    with db.engine.connect() as connection:
        rows = connection.execute(
            text(f"SELECT {', '.join(columns)} FROM user_account ORDER BY id")
        )
        return [tuple(row) for row in rows]


@pytest.fixture
def old_accounts(blank_app):
    """Accounts as they were kept before addresses had a key, some with the same address."""
    flask_migrate.upgrade(revision="0100")
    add_account("Ana@example.org")
    add_account("ana@example.org", verified_at=1)
    add_account("ANA@EXAMPLE.ORG")
    add_account("ben@m\u00fcnchen.example.org")
    add_account("ben@xn--mnchen-3ya.example.org")
    add_account("usr_gone", deleted_at=1)
    add_account("no address")


@pytest.mark.usefixtures("old_accounts")
def test_addresses_get_keys_and_of_equal_ones_none_is_merged():
    flask_migrate.upgrade()
    assert addresses("email", "email_key") == [
        ("Ana@example.org", None),
        ("ana@example.org", "ana@example.org"),  # the proved one
        ("ANA@example.org", None),
        ("ben@m\u00fcnchen.example.org", "ben@xn--mnchen-3ya.example.org"),
        ("ben@xn--mnchen-3ya.example.org", None),
        ("usr_gone", None),
        ("no address", "no address"),
    ]
    flask_migrate.downgrade(revision="0100")
    assert [email for (email,) in addresses("email")][:4] == [
        "Ana@example.org",
        "ana@example.org",
        "ANA@example.org",
        "ben@m\u00fcnchen.example.org",
    ]
    flask_migrate.upgrade()
    assert [key for (key,) in addresses("email_key")].count("ana@example.org") == 1


@pytest.mark.usefixtures("old_accounts")
def test_accounts_with_the_same_address_are_listed_and_found_by_exactly_theirs(blank_app):
    flask_migrate.upgrade()
    listed = [found.user.id for found in address_collisions.list_collisions()]
    assert listed == [1, 3, 5]
    assert User.find_by_email("Ana@example.org").id == 1
    assert User.find_by_email("ana@EXAMPLE.org").id == 2
    assert User.find_by_email("aNa@example.org").id == 2
    assert User.find_by_email("ben@m\u00fcnchen.example.org").id == 4
    assert User.find_by_email("ben@xn--mnchen-3ya.example.org").id == 5
    db.session.remove()
    output = blank_app.test_cli_runner().invoke(args=["check"]).output
    assert "Addresses: Ana@example.org (usr_Ana@example.org) counts as ana@example.org" in output


@pytest.mark.parametrize("revision", ["0001", "0018"])
def test_database_made_before_the_first_release_is_refused(blank_app, revision):
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text(f"INSERT INTO alembic_version VALUES ('{revision}')"))

    with pytest.raises(ClickException, match="cannot be migrated"):
        flask_migrate.upgrade()

    assert tables() == {"alembic_version"}
    answer = blank_app.test_cli_runner().invoke(args=["check"])
    assert answer.exit_code == 1
    assert "Database: was made before the first release" in answer.output
    assert "stagedoor events import" in answer.output


OLD_JSON = (
    '{"id":"evt_a","title":"\\",\\"recurrence\\":","image":null,"recurrence":null,"sequence":3}'
)


def test_stored_json_gets_the_members_of_a_newer_version_and_nothing_else_changes(blank_app):
    flask_migrate.upgrade(revision="0123")
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO team (id, public_id, slug, name, timezone, change_seq, created_at,"
                " forgotten_seq) VALUES (1, 'team_a', 'hall', 'Hall', 'UTC', 0, 1, 0)"
            )
        )
        connection.execute(
            text(
                "INSERT INTO event (public_id, team_id, uid, slug, title, description_html, status,"
                " visibility, start_local, end_local, timezone, all_day, tags_json, overrides_json,"
                " sequence, change_seq, created_at, updated_at, was_shared, rendered, starts_at,"
                " ends_at) VALUES ('evt_a', 1, 'a', 'a', 'a', '', 'scheduled', 'public',"
                " '2027-03-27 20:00:00', '2027-03-27 22:00:00', 'UTC', FALSE, '[]', '[]', 3, 3, 1,"
                " 1, TRUE, :rendered, 1, 2)"
            ),
            {"rendered": OLD_JSON},
        )
    flask_migrate.upgrade(revision="0124")
    with db.engine.connect() as connection:
        row = connection.execute(text("SELECT rendered, change_seq FROM event")).one()
    empty = {"image_alt": None, "offers": None, "organizer": None, "performers": []}
    assert json.loads(row.rendered) == json.loads(OLD_JSON) | empty
    assert row.change_seq == 3
    flask_migrate.downgrade(revision="0123")
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT rendered FROM event")).scalar() == OLD_JSON
