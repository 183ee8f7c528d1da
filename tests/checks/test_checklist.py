"""The audit of an installation: silent about a good one, exact about a bad one."""

import json
import re

import pytest
from argon2 import PasswordHasher

from app.checks import checklist, setting_checks, start_checks
from app.checks.check import Level
from app.commands.command_line import COMMANDS
from app.database import installation_facts, migrations
from app.demo.accounts import PASSWORD
from app.extensions import db
from app.factory import create_app
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.events.event import Event
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from tests.support.certificate import certify
from tests.support.factories import make_event, make_team, make_user
from tests.support.settings import make_settings
from tests.support.smtp_server import run_mail_server

QUICK = PasswordHasher(time_cost=1, memory_cost=16, parallelism=2)
both_databases = pytest.mark.both_databases
REPLICA_URL = "postgresql://stagedoor@db.example/events"
# As docs/guide/operating/install.md sets an installation up.
GOOD = {
    "stagedoor_env": "production",
    "public_url": "https://events.example.org",
    "secret_key": "the-secret-key-of-a-good-installation",
    "mail": "smtp",
    "smtp_host": "mail.example.net",
    "smtp_user": "stagedoor",
    "smtp_password": "the-secret-password-of-the-mail-server",
    "trusted_proxies": 1,
    "rate_limits": True,
}
# The line's name, its level, and words that name the setting, by what is changed.
BAD_SETTINGS = [
    ("Secret key", "refuse", "SECRET_KEY", {"secret_key": "short"}),
    ("Secret key", "refuse", "SECRET_KEY_FALLBACKS", {"secret_key_fallbacks": "old"}),
    ("Address", "refuse", "PUBLIC_URL", {"public_url": "http://events.example.org"}),
    ("Inbox", "refuse", "MAIL_INBOX", {"mail_inbox": True}),
    ("Direct tokens", "refuse", "DIRECT_TOKEN=open", {"direct_token": "open"}),
    ("Replica address", "refuse", "DATABASE_URL is SQLite", {"database_replica_url": REPLICA_URL}),
    ("Mail", "refuse", "MAIL=console", {"mail": "console"}),
    ("Mail", "refuse", "MAIL=memory", {"mail": "memory"}),
    ("Mail password", "refuse", "SMTP_TLS", {"smtp_tls": "none"}),
    ("Mode", "refuse", "PUBLIC_URL", {"stagedoor_env": "development"}),
    (
        "Mode",
        "refuse",
        "HOST",
        {"stagedoor_env": "development", "public_url": "http://localhost:5000", "host": "0.0.0.0"},
    ),
    ("Rules", "warning", "RATE_LIMITS", {"rate_limits": False}),
    ("Rules", "warning", "REQUIRE_2FA", {"require_2fa": "none"}),
    ("Rules", "warning", "ALLOW_HTTP_REDIRECTS", {"allow_http_redirects": True}),
    ("Rules", "warning", "FETCH_OVER_HTTP", {"fetch_over_http": True}),
    ("Redis", "warning", "REDIS_URL", {"redis_url": "redis://127.0.0.1:1/0"}),
    ("Database", "refuse", "DATABASE_URL", {"database_url": "postgresql://u:p@127.0.0.1:1/none"}),
    ("Database", "refuse", "DATABASE_URL", {"database_url": "sqlite:////nowhere/at/all.db"}),
    ("Proxies", "warning", "TRUSTED_PROXIES=0", {"trusted_proxies": 0}),
    ("Examples", "warning", "SMTP_HOST", {"smtp_host": "mail.example.org"}),
    ("Examples", "warning", "MAIL_FROM", {"mail_from": "events@example.org"}),
    ("Threads", "warning", "WEB_THREADS=2", {"web_threads": 2}),
    ("Threads", "warning", "LONG_POLLS", {"long_polls": 7}),
]


@pytest.fixture
def settings(database_url, tmp_path, redis_url):
    """A good production set-up with a real database and Redis."""
    for path in tmp_path.glob("stagedoor.db"):
        path.chmod(0o600)
    return make_settings(
        **GOOD, database_url=database_url, stagedoor_home=tmp_path, redis_url=redis_url
    )


@pytest.fixture
def complaints(app, settings):
    """A function that returns the lines that are not ok, under changed settings."""

    def complaints(**changes):
        with app.app_context():
            findings = list(checklist.audit(settings.model_copy(update=changes)))
        assert all(re.match(r"(ok|warning|refuse) +\S", str(finding)) for finding in findings)
        assert all("\n" not in str(finding) for finding in findings)
        return [finding for finding in findings if finding.level is not Level.OK]

    return complaints


def test_command_prints_a_line_a_check_and_no_warning_for_a_good_installation(app):
    result = app.test_cli_runner().invoke(args=["check"])
    lines = result.output.splitlines()
    assert result.exit_code == 0
    assert len(lines) >= 15
    assert [line for line in lines if not line.startswith("ok ")] == []


@both_databases
def test_good_installation_gives_nothing_to_complain_of(complaints):
    assert complaints() == []


@pytest.mark.parametrize(
    ("name", "level", "words", "changes"),
    BAD_SETTINGS,
    ids=[json.dumps(changes) for *_names, changes in BAD_SETTINGS],
)
def test_each_bad_setting_is_one_line_that_names_it(complaints, name, level, words, changes):
    [finding] = complaints(**changes)
    assert (finding.name, finding.level) == (name, level)
    assert words in finding.text


@pytest.mark.parametrize(
    "changes",
    [
        {"mail": "console", "allow_console_mail": True},
        {"smtp_tls": "none", "smtp_user": "", "smtp_password": ""},
        {"smtp_tls": "implicit"},
        {"direct_token": "off"},
        {"redis_url": ""},
        {"host": "0.0.0.0"},
        {"web_threads": 4},
    ],
    ids=json.dumps,
)
def test_what_an_operator_may_choose_is_no_problem(complaints, changes):
    assert complaints(**changes) == []


def test_setting_under_its_former_name_is_named_with_the_new_one(complaints, monkeypatch):
    monkeypatch.setenv("REFRESH_RETRY_WINDOW", "60")
    [finding] = complaints()
    assert (finding.name, finding.level) == ("Names", "warning")
    assert "REFRESH_RETRY_WINDOW" in finding.text
    assert "REFRESH_REUSE_SECONDS" in finding.text


def test_name_that_is_almost_a_setting_is_pointed_out(complaints, monkeypatch):
    for name in ("DATABSE_URL", "TRUSTED_PROXY", "HOSTNAME", "MAILTO", "PUBLIC_URL", "EDITOR"):
        monkeypatch.setenv(name, "10.0.0.7")
    findings = complaints()
    assert {(finding.name, finding.level) for finding in findings} == {("Spelling", "warning")}
    assert [finding.text.split()[0] for finding in findings] == ["DATABSE_URL", "TRUSTED_PROXY"]
    assert "Is DATABASE_URL meant?" in findings[0].text
    assert "10.0.0.7" not in findings[0].text


@both_databases
def test_database_that_the_demo_filled_is_refused(app, complaints):
    with app.app_context():
        make_user("olivia@example.org").password_hash = QUICK.hash(PASSWORD)
        installation_facts.record(db.session.connection(), "demo", "loaded", at=1)
        db.session.commit()
    [finding] = complaints()
    assert (finding.name, finding.level) == ("Demo", "refuse")
    assert "DATABASE_URL" in finding.text


@both_databases
def test_demo_account_is_refused_until_it_has_another_password_or_is_disabled(app, complaints):
    with app.app_context():
        user = make_user("olivia@example.org")
        user.password_hash = QUICK.hash(PASSWORD)
        db.session.commit()
    [finding] = complaints()
    assert (finding.name, finding.level) == ("Demo", "refuse")
    assert "olivia@example.org" in finding.text
    assert PASSWORD not in finding.text

    with app.app_context():
        db.session.execute(db.update(User).values(disabled_at=1))
        db.session.commit()
    assert complaints() == []


def test_account_of_the_demo_with_a_password_of_its_own_is_let_be(app, complaints):
    with app.app_context():
        make_user("olivia@example.org")
        db.session.commit()
    assert complaints() == []


@pytest.fixture
def at_revision(app):
    """A function that says of the database that it is at another revision, for one test."""

    def say(revision):
        with app.app_context():
            db.session.execute(db.text(f"UPDATE alembic_version SET version_num = '{revision}'"))
            db.session.commit()

    yield say
    say(migrations.newest())


@both_databases
def test_missing_migration_is_one_line_and_rows_are_not_read(complaints, at_revision):
    at_revision("0100")
    [finding] = complaints()
    assert (finding.name, finding.level) == ("Database", "refuse")
    assert "stagedoor db upgrade" in finding.text


@both_databases
def test_database_of_a_newer_version_is_pointed_out_and_rows_are_read(app, complaints, at_revision):
    """The version before works with it, so that there is a way back."""
    at_revision("9999")
    with app.app_context():
        db.session.add(make_user("ana@example.org", is_operator=True, verified_at=None))
        db.session.commit()
    assert [(finding.name, finding.level) for finding in complaints()] == [
        ("Database", "warning"),
        ("Unconfirmed", "warning"),
    ]


def test_upgrade_to_a_version_that_the_database_is_past_does_nothing(app, at_revision):
    at_revision("9999")
    result = app.test_cli_runner().invoke(args=["db", "upgrade"])
    assert (result.exit_code, "newer version" in result.output) == (0, True)


@both_databases
def test_broken_rows_are_counted(app, complaints):
    with app.app_context():
        make_event(make_team(make_user("ana@example.org"), name="Hall", slug="hall"))
        db.session.execute(db.update(Event).values(rendered="", change_seq=99))
        db.session.execute(db.update(Membership).values(ended_at=1))
        db.session.commit()
        assert Team.find("hall")
    findings = complaints()
    assert {finding.name for finding in findings} == {"Rows"}
    assert any("1 team(s) have no owner." in finding.text for finding in findings)
    assert any("1 event(s) have no rendered JSON." in finding.text for finding in findings)


def test_purge_that_stopped_is_pointed_out(app, complaints, clock):
    with app.app_context():
        audit_trail.record("database.purged", {})
        db.session.commit()
    assert complaints() == []
    clock.advance(3 * 86_400)
    [finding] = complaints()
    assert (finding.name, finding.level) == ("Purge", "warning")


def test_redis_that_refuses_the_password_is_refused(complaints, redis_server):
    [finding] = complaints(redis_url=f"{redis_server}?password=wrong-secret&username=eve")
    assert (finding.name, finding.level) == ("Redis", "refuse")
    assert "wrong-secret" not in finding.text


def test_redis_over_tls_is_verified(complaints, tmp_path):
    certificate = certify(tmp_path, "localhost")
    with run_mail_server(certificate.chain, implicit=True) as server:  # any server with TLS
        [finding] = complaints(redis_url=f"rediss://localhost:{server.server_address[1]}/0")
    assert (finding.name, finding.level) == ("Redis", "refuse")
    assert "certificate" in finding.text


@pytest.mark.parametrize(
    ("mode", "count"), [("require", 1), ("prefer", 1), ("verify-ca", 1), ("verify-full", 0)]
)
def test_database_over_tls_without_verification_is_pointed_out(settings, mode, count):
    url = f"postgresql://stagedoor@db/stagedoor?sslmode={mode}"
    changed = settings.model_copy(update={"database_url": url})
    problems = list(setting_checks.find_unverified_database(changed))
    assert [f"sslmode={mode}" in problem.text for problem in problems] == [True] * count


@pytest.mark.parametrize(
    ("folder", "file", "names"),
    [(0o755, 0o644, ["Files"]), (0o700, 0o644, []), (0o755, 0o600, [])],
    ids=["both open", "folder closed", "file closed"],
)
def test_database_that_others_can_read_is_named(complaints, tmp_path, folder, file, names):
    tmp_path.chmod(folder)
    for path in tmp_path.glob("stagedoor.db*"):
        path.chmod(file)
    assert [finding.name for finding in complaints()] == names


def test_no_secret_is_printed(app, settings):
    secrets = (
        "database-secret",
        "redis-secret",
        "smtp-secret",
        "key-secret",
        "metrics-secret",
    )
    changes = {
        "database_url": "postgresql://u:database-secret@127.0.0.1:1/x",
        "redis_url": "redis://:redis-secret@127.0.0.1:1/0",
        "smtp_password": "smtp-secret",
        "secret_key": "key-secret",
        "metrics_token": "metrics-secret",
    }
    bad = settings.model_copy(update=changes)
    with app.app_context():
        report = "\n".join(map(str, checklist.audit(bad)))
    assert "refuse" in report
    assert [secret for secret in secrets if secret in report] == []


@pytest.mark.parametrize(
    "changes", [row[3] for row in BAD_SETTINGS], ids=[json.dumps(row[3]) for row in BAD_SETTINGS]
)
def test_server_starts_unless_check_refuses(app, settings, changes):
    """What stops a start is a line of the check, and each line that stops one is refused."""
    changed = settings.model_copy(update=changes)
    with app.app_context():
        refused = [f for f in checklist.audit(changed) if f.level is Level.REFUSE]
    obstacle = start_checks.find_start_obstacle(changed)
    assert (obstacle is None) == (refused == [])
    assert obstacle is None or obstacle == f"{refused[0].name}: {refused[0].text}"


def test_nothing_stops_the_start_of_a_good_installation(settings):
    assert start_checks.find_start_obstacle(settings) is None


def test_check_is_a_command_and_its_application_can_be_made(settings):
    assert "check" in [command.name for command in COMMANDS]
    assert create_app(settings).config["SECRET_KEY"] == GOOD["secret_key"]


def test_rows_never_stop_a_start():
    """A server that is down helps no one to repair them; START_CHECKS does not read them."""
    assert [check.name for check in checklist.ROW_CHECKS if check.stops_start] == []
