"""A backup is a whole database."""

import sqlite3
import stat

import pytest

from app.commands import database_copy


def test_backup_is_a_whole_database_for_its_owners_eyes(run, hall, tmp_path):
    copy = tmp_path / "copy.db"

    assert run("backup", str(copy)).exit_code == 0

    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT slug FROM team").fetchall() == [("harbour-hall",)]
    again = run("backup", str(copy))
    assert again.exit_code == 1
    assert "there already" in again.output


def test_copy_that_cannot_be_written_leaves_no_file(run, tmp_path):
    result = run("backup", str(tmp_path / "missing" / "copy.db"))
    assert result.exit_code == 1
    assert "cannot be written: No such file or directory." in result.output


def test_failed_copy_is_removed(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(database_copy, "copy_sqlite", lambda url, file: 1 / 0)
    copy = tmp_path / "copy.db"
    with pytest.raises(ZeroDivisionError):
        database_copy.copy_database(settings, copy)
    assert not copy.exists()
