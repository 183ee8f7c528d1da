"""The operator's commands: what they do, and what they say when they cannot."""

import sqlite3
import stat
from pathlib import Path

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.events.event import Event
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from tests.support.factories import PASSWORD, make_client, make_event, make_team, make_user
from tests.support.people import sign_in

SHARED_FILES = sorted((Path(__file__).parents[3] / "shared" / "data" / "ics").glob("*.ics"))


@pytest.fixture
def run(app):
    """A function that runs a command and returns its result."""
    return lambda *words: app.test_cli_runner().invoke(args=words)


@pytest.fixture
def hall(app):
    """A team harbour-hall of ana@example.org."""
    with app.app_context():
        make_team(make_user("ana@example.org"), name="Harbour Hall", slug="harbour-hall")
        db.session.commit()


def test_account_made_here_signs_in(run, client):
    made = run(
        "user", "create", "--email", "Ana@Example.org", "--name", "Ana", "--password", PASSWORD
    )

    assert made.exit_code == 0
    sign_in(client, "ana@example.org")


def test_password_is_asked_for_when_it_is_not_given(app):
    words = ["user", "create", "--email", "ana@example.org", "--name", "Ana"]
    made = app.test_cli_runner().invoke(args=words, input=f"{PASSWORD}\n{PASSWORD}\n")

    assert made.exit_code == 0
    assert PASSWORD not in made.output


@pytest.mark.parametrize(
    "words",
    [
        ("user", "create", "--email", "ana@example.org", "--name", "A", "--password", PASSWORD),
        ("user", "create", "--email", "nonsense", "--name", "A", "--password", PASSWORD),
        ("user", "create", "--email", "b@example.org", "--name", "A", "--password", "short"),
        ("user", "promote", "nobody@example.org"),
        ("team", "create", "--name", "X", "--owner", "nobody@example.org"),
        ("team", "create", "--name", "X", "--owner", "ana@example.org", "--slug", "api"),
        ("team", "create", "--name", "X\nY", "--owner", "ana@example.org"),
        ("team", "create", "--name", "X", "--owner", "ana@example.org", "--timezone", "Mars"),
        ("client", "suspend", "sd_app_unknown", "--reason", "x"),
    ],
    ids="_".join,
)
def test_what_cannot_be_ends_in_one_line_and_changes_nothing(app, run, hall, words):
    result = run(*words)

    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert "Traceback" not in result.output
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(User.id))) == 1
        assert db.session.scalar(db.select(db.func.count(Team.id))) == 1


def test_account_is_locked_out_and_let_in_again(app, run, hall):
    run("user", "disable", "ana@example.org")
    with app.app_context():
        assert not User.find_by_email("ana@example.org").is_active

    run("user", "enable", "ana@example.org")
    with app.app_context():
        assert User.find_by_email("ana@example.org").is_active


def test_operator_is_made_and_the_last_one_stays_one(app, run, hall):
    run("user", "promote", "ana@example.org")
    for act in ("disable", "demote"):
        result = run("user", act, "ana@example.org")
        assert (result.exit_code, "last operator" in result.output) == (1, True)
    with app.app_context():
        ana = User.find_by_email("ana@example.org")
        assert (ana.is_operator, ana.is_active) == (True, True)
        make_user("bo@example.org", is_operator=True)
        db.session.commit()

    assert run("user", "demote", "ana@example.org").exit_code == 0


def test_team_is_made_with_its_owner(app, run, hall):
    result = run("team", "create", "--name", "Night Owl", "--owner", "ana@example.org")

    assert result.exit_code == 0
    with app.app_context():
        assert [m.role for m in Membership.list_of(Team.find("night-owl"))] == [Role.OWNER]


def test_app_is_listed_suspended_restored_and_reviewed(app, run, hall):
    with app.app_context():
        client_id = make_client(name="Poster Board")[0].client_id
        db.session.commit()

    assert client_id in run("client", "list").output
    run("client", "suspend", client_id, "--reason", "spam")
    assert client_id in run("client", "list", "--status", "suspended").output
    run("client", "restore", client_id)
    run("client", "review", client_id)

    with app.app_context():
        made = Client.find(client_id)
        assert made.is_live
        assert made.is_reviewed


@pytest.mark.parametrize("status", ["pending", "refused"])
def test_commands_let_no_app_past_its_review(app, run, hall, status):
    with app.app_context():
        client = make_client()[0]
        client.status, client_id = status, client.client_id
        db.session.commit()

    assert run("client", "restore", client_id).exit_code == 1
    assert run("client", "suspend", client_id, "--reason", "spam").exit_code == 1
    with app.app_context():
        assert Client.find(client_id).status == status


@pytest.mark.skipif(not SHARED_FILES, reason="The calendars are not on this machine")
def test_real_calendars_come_in_once(app, run, hall):
    for path in SHARED_FILES:
        first = run("events", "import", str(path), "--team", "harbour-hall")
        assert first.exit_code == 0, first.output
        last = run("events", "import", str(path), "--team", "harbour-hall").output.splitlines()[-1]
        assert last.startswith("0 created, 0 updated"), path.name


def test_refused_event_is_named_with_its_line_and_reason(run, hall, tmp_path):
    file = tmp_path / "one.ics"
    file.write_text(
        "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:a\nSUMMARY:Bad\nEND:VEVENT\nEND:VCALENDAR\n"
    )

    output = run("events", "import", str(file), "--team", "harbour-hall").output

    assert "line 3  refused  Bad: " in output
    assert output.splitlines()[-1] == "0 created, 0 updated, 0 unchanged, 1 refused"


def test_hostile_file_imports_nothing_and_fails(app, run, hall, tmp_path):
    file = tmp_path / "bad.ics"
    file.write_bytes(b"X" * 20_000_000)

    result = run("events", "import", str(file), "--team", "harbour-hall")

    assert result.exit_code == 1
    assert "Nothing was imported" in result.output
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Event.id))) == 0


def test_check_is_content_with_sound_rows_and_names_broken_ones(app, run, hall):
    assert run("check").exit_code == 0
    with app.app_context():
        make_event(Team.find("harbour-hall"))
        db.session.execute(db.update(Event).values(rendered="", change_seq=99))
        db.session.execute(db.text("UPDATE membership SET ended_at = 1"))
        db.session.commit()

    result = run("check")

    assert result.exit_code == 1
    assert "1 team(s) have no owner." in result.output
    assert "1 event(s) have no rendered JSON." in result.output
    assert "1 event(s) are ahead of their team's change number." in result.output


def test_backup_is_a_whole_database_for_its_owners_eyes(run, hall, tmp_path):
    copy = tmp_path / "copy.db"

    assert run("backup", str(copy)).exit_code == 0

    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT slug FROM team").fetchall() == [("harbour-hall",)]
    again = run("backup", str(copy))
    assert again.exit_code == 1
    assert "there already" in again.output
