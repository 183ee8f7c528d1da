"""deploy/systemd: units that systemd understands, and that may do little."""

import configparser
import re
import shlex
import shutil
import subprocess

import pytest

from tests.support.live_server import PROJECT

FOLDER = PROJECT / "deploy" / "systemd"
SERVICES = sorted(FOLDER.glob("*.service"))
TIMERS = sorted(FOLDER.glob("*.timer"))
ENVIRONMENT_FILE = PROJECT / "deploy" / "stagedoor.env"
# A shell that read it as a command would lose all from "&" on, and the setting with it.
ADDRESS = "postgresql://stagedoor@db/stagedoor?sslmode=verify-full&sslrootcert=system"
PROGRAM = "/opt/stagedoor/bin/stagedoor"
MOST_EXPOSURE = 25  # tenths of a point, as systemd-analyze takes it
needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed."
)


def read(unit):
    """Return the unit's sections; of a key that is there twice, the last value."""
    parser = configparser.RawConfigParser(strict=False, comment_prefixes="#", delimiters="=")
    parser.optionxform = str
    parser.read_string(unit.read_text(encoding="utf-8"))
    return parser


def each(units):
    return pytest.mark.parametrize("unit", units, ids=[unit.name for unit in units])


@each(SERVICES)
def test_service_runs_one_of_our_commands_as_its_own_user(unit):
    service = read(unit)["Service"]
    command = re.search(rf"{PROGRAM} (\w+)", service["ExecStart"])[1]
    assert command in {"serve", "work", "purge", "check", "backup"}
    assert service["User"] == "stagedoor"
    assert service["EnvironmentFile"] == "/etc/stagedoor/stagedoor.env"


@each(SERVICES)
def test_service_may_do_little(unit):
    service = read(unit)["Service"]
    assert service["NoNewPrivileges"] == "true"
    assert (service["CapabilityBoundingSet"], service["AmbientCapabilities"]) == ("", "")
    assert (service["ProtectSystem"], service["UMask"]) == ("strict", "0077")
    assert service.get("ReadWritePaths", "/var/backups/stagedoor") == "/var/backups/stagedoor"


@each(SERVICES)
def test_service_is_started_at_boot_or_by_its_timer(unit):
    parsed = read(unit)
    if parsed["Service"]["Type"] == "oneshot":
        timer = read(unit.with_suffix(".timer"))
        assert (timer["Timer"]["Persistent"], timer["Install"]["WantedBy"]) == (
            "true",
            "timers.target",
        )
    else:
        assert parsed["Service"]["Restart"] == "always"
        # Else systemd gives up after five tries in ten seconds: before the database is there.
        assert parsed["Unit"]["StartLimitIntervalSec"] == "0"
        assert parsed["Service"]["MemoryMax"].endswith("%")
        assert parsed["Install"]["WantedBy"] == "multi-user.target"


@needs_systemd
def test_systemd_understands_every_unit_and_time(tmp_path):
    for unit in (*SERVICES, *TIMERS):
        text = unit.read_text().replace(PROGRAM, "/bin/true")  # which has to be there
        (tmp_path / unit.name).write_text(text)
    command = ["systemd-analyze", "verify", "--man=no", *sorted(tmp_path.iterdir())]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    ours = [line for line in result.stderr.splitlines() if "stagedoor" in line]
    assert (result.returncode, ours) == (0, [])


@needs_systemd
@each(SERVICES)
def test_systemd_finds_the_service_little_exposed(unit):
    command = ["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSURE}"]
    result = subprocess.run([*command, unit], capture_output=True, text=True, check=False)
    if "unrecognized option" in result.stderr:
        pytest.skip("This systemd-analyze rates no file.")
    assert result.returncode == 0, result.stdout[-300:]


@pytest.fixture
def admin(tmp_path):
    """A function that runs stagedoor-admin as a user; the command prints what reaches it."""
    settings = tmp_path / "stagedoor.env"
    text = ENVIRONMENT_FILE.read_text().replace("#RATE_LIMIT_LOGIN=", "RATE_LIMIT_LOGIN=")
    more = ("SMTP_PASSWORD='pa $s \"w'", f"DATABASE_URL={ADDRESS}", 'INSTANCE_NAME="Our stage" ')
    settings.write_text("\n".join((text, *more)))
    values = "$RATE_LIMIT_LOGIN|$SMTP_PASSWORD|$DATABASE_URL|$INSTANCE_NAME|$PWD"
    write_program(tmp_path / "runuser", f'echo "$*"; echo "{values}"')
    script = (FOLDER / "stagedoor-admin").read_text()
    script = script.replace("/etc/stagedoor/stagedoor.env", str(settings))
    script = script.replace("/var/lib/stagedoor", str(tmp_path))

    def run(*words, user=0):
        write_program(tmp_path / "id", f"echo {user}")
        return subprocess.run(
            ["/bin/sh", "-c", script, "stagedoor-admin", *words],
            env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def write_program(path, commands):
    path.write_text(f"#!/bin/sh\n{commands}\n")
    path.chmod(0o755)


def test_operator_runs_commands_with_the_settings_of_the_service(admin, tmp_path):
    """Values with spaces, and letters that mean something to a shell, arrive as they are."""
    told, values = admin("check", "--mail").stdout.splitlines()
    assert shlex.split(told) == ["-u", "stagedoor", "--", PROGRAM, "check", "--mail"]
    expected = ("10 per minute; 60 per hour", 'pa $s "w', ADDRESS, "Our stage", str(tmp_path))
    assert values == "|".join(expected)


def test_operator_runs_one_command_with_another_setting(admin):
    told, values = admin("DATABASE_URL=postgresql:///tryout", "restore", "A=B").stdout.splitlines()
    assert told.endswith(f"{PROGRAM} restore A=B")
    assert values.split("|")[2] == "postgresql:///tryout"


def test_command_of_another_user_than_root_says_how(admin):
    result = admin("check", user=1000)
    assert (result.returncode, result.stdout) == (1, "")
    assert "sudo stagedoor-admin" in result.stderr
