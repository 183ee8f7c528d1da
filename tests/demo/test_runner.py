"""Settings and addresses of the demo."""

import os
import sqlite3
from pathlib import Path

import click
import pytest

from app.demo import runner
from app.demo.accounts import PASSWORD, PEOPLE
from app.extensions import db
from app.factory import create_app
from app.models.accounts import password_strength
from tests.support.settings import make_settings


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """An environment of this test's own."""
    environment = {}
    monkeypatch.setattr(os, "environ", environment)
    return environment


def test_third_party_app_gets_the_next_port_or_its_own(environment):
    settings = make_settings(port=5000)
    assert runner.read_reader_port(settings) == 5001
    environment["DEMO_APP_PORT"] = "7000"
    assert runner.read_reader_port(settings) == 7000


@pytest.mark.parametrize("port", ["5000", "0", "65536", "none"])
def test_port_that_cannot_be_is_refused(environment, port):
    environment["DEMO_APP_PORT"] = port
    with pytest.raises(click.ClickException, match="DEMO_APP_PORT"):
        runner.read_reader_port(make_settings(port=5000))


def test_overview_names_every_account_and_address():
    text = runner.overview(make_settings(public_url="http://127.0.0.1:5000"), 5001)
    assert "http://127.0.0.1:5000/inbox" in text
    assert "http://127.0.0.1:5001" in text
    assert all(person.email in text for person in PEOPLE)


def test_there_is_no_tour_where_registration_needs_an_operator(capsys):
    runner.show_around(make_settings(registration="review"), 5001, "sd_app_scanner")
    assert "REGISTRATION is review" in capsys.readouterr().out


def test_demo_has_a_folder_of_its_own_unless_one_is_named(environment):
    assert runner.prepare_settings().stagedoor_home == Path("instance/demo")
    environment["STAGEDOOR_HOME"] = "/srv/elsewhere"
    assert runner.prepare_settings().stagedoor_home == Path("/srv/elsewhere")


@pytest.fixture
def former_data(tmp_path, monkeypatch):
    """The demo data that an earlier version left in the folder of the server."""
    monkeypatch.chdir(tmp_path)
    Path("instance").mkdir()
    with sqlite3.connect("instance/stagedoor.db") as connection:
        connection.execute("CREATE TABLE user_account (email TEXT)")
        connection.execute("INSERT INTO user_account VALUES ('olivia@example.org')")
    connection.close()


def test_former_demo_data_is_pointed_out_until_the_new_folder_exists(former_data, capsys):
    runner.point_to_former_data()
    assert "make demo STAGEDOOR_HOME=instance" in capsys.readouterr().out
    Path("instance/demo").mkdir()
    runner.point_to_former_data()
    assert capsys.readouterr().out == ""


def test_nothing_is_pointed_out_where_a_folder_is_named(former_data, environment, capsys):
    environment["STAGEDOOR_HOME"] = "instance"
    runner.point_to_former_data()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("content", [None, b"no database", b""], ids=["none", "garbage", "empty"])
def test_file_without_demo_accounts_is_not_demo_data(tmp_path, content):
    file = tmp_path / "stagedoor.db"
    if content is not None:
        file.write_bytes(content)
    assert not runner.has_demo_accounts(file)


@pytest.mark.both_databases
def test_database_of_other_people_is_refused_before_it_is_changed(blank_database_url, tmp_path):
    app = create_app(make_settings(database_url=blank_database_url, stagedoor_home=tmp_path))
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(db.text("CREATE TABLE user_account (id INTEGER, email VARCHAR(99))"))
        connection.execute(db.text("INSERT INTO user_account VALUES (1, 'ana@example.net')"))

    with pytest.raises(click.ClickException, match="none is the demo's"):
        runner.prepare_data(app, 5001)

    with app.app_context():
        assert db.inspect(db.engine).get_table_names() == ["user_account"]
        db.session.remove()
        db.engine.dispose()


def test_password_of_the_demo_is_one_that_its_forms_take(app):
    score = int(runner.DEFAULTS["PASSWORD_MIN_SCORE"])
    with app.app_context():
        app.config["SETTINGS"] = make_settings(password_min_score=score)
        password_strength.require(PASSWORD, ["visitor@example.com", "A Visitor"])
