"""``stagedoor audit``: exports that can be verified by themselves, and the chain's state."""

import json
from datetime import UTC, datetime

import pytest

from app.extensions import db
from app.models.audit import audit_trail
from app.models.audit.audit_chain import BEFORE_THE_FIRST

pytestmark = pytest.mark.both_databases


@pytest.fixture
def lines(run, app, hall, clock):
    """What a first export prints, after a team was made."""
    clock.advance(86_400)
    with app.app_context():
        audit_trail.record("mail.tested", note="Grüße")
        db.session.commit()
    return exported(run)


def exported(run, *options):
    result = run("audit", "export", *options)
    assert result.exit_code == 0
    return [json.loads(line) for line in result.output.splitlines()]


def break_line(app):
    with app.app_context():
        db.session.execute(db.text("UPDATE audit_event SET detail = '{}' WHERE detail <> '{}'"))
        db.session.commit()


def test_each_line_has_its_hash_and_the_one_before(lines):
    assert [line["previous"] for line in lines] == [
        BEFORE_THE_FIRST,
        *(line["hash"] for line in lines[:-1]),
    ]
    team = next(line for line in lines if line["action"] == "team.created")
    assert team["names"]["team"].startswith("org_")


def test_file_is_verified_by_itself_and_one_changed_line_named(run, lines, tmp_path):
    file = tmp_path / "trail.jsonl"
    assert run("audit", "export", str(file)).exit_code == 0
    assert file.stat().st_mode & 0o777 == 0o600
    intact = run("audit", "verify", str(file))
    assert f"Verified numbers 1 to {len(lines)}." in intact.output

    file.write_text(file.read_text().replace("mail.tested", "mail.bested"))
    changed = run("audit", "verify", str(file))
    assert changed.exit_code == 1
    assert (
        f"Line {lines[-1]['id']}, number {len(lines)} of the chain, was changed" in changed.output
    )
    file.write_text("no line\n")
    assert run("audit", "verify", str(file)).exit_code == 1
    assert run("audit", "export", str(file)).exit_code == 1


def test_export_since_a_day_is_the_end_of_the_chain(run, lines):
    day = lines[-1]["at"]
    since = exported(run, "--since", str(datetime.fromtimestamp(day, UTC).date()))
    assert since == [line for line in lines if line["at"] >= day - day % 86_400]
    assert exported(run, "--since", "2999-01-01") == []
    assert run("audit", "export", "--since", "yesterday").exit_code == 1


def test_check_and_verify_name_the_changed_line(app, run, lines):
    assert "Audit trail: unbroken." in run("check").output
    break_line(app)
    for words in (("check",), ("audit", "verify")):
        result = run(*words)
        assert result.exit_code == 1
        assert "was changed after it was written" in result.output


def test_head_that_was_printed_reveals_a_chain_that_was_cut_off(app, run, lines):
    head = f"{lines[-1]['number']}:{lines[-1]['hash']}"
    assert run("audit", "verify", "--head", head).exit_code == 0
    with app.app_context():
        for name in ("audit_event", "audit_seal"):
            db.session.execute(db.text(f"DELETE FROM {name}"))
        db.session.commit()
    result = run("audit", "verify", "--head", head)
    assert result.exit_code == 1
    assert "does not contain" in result.output
    assert run("audit", "verify", "--head", "1").exit_code == 1


def test_line_with_a_past_date_is_a_warning_and_fails_a_verification(app, run, lines, clock):
    """A wrong clock leaves the same, and must not stop the daily check for good."""
    with app.app_context():
        forged = {"action": "mail.tested", "at": clock.at - 30 * 86_400}
        db.session.execute(audit_trail.TABLE.insert(), forged)
        db.session.commit()
    assert "warning  Audit trail: Line" in run("check").output
    verified = run("audit", "verify")
    assert verified.exit_code == 1
    assert "is dated more than a day before the line before it" in verified.output
