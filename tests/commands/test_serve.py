"""The server does not start on a database that cannot answer requests."""

import click
import pytest

from app.commands.serve import serve


def test_missing_migrations_are_named(run, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    monkeypatch.setenv("STAGEDOOR_HOME", str(tmp_path))
    with pytest.raises(click.ClickException, match="stagedoor db upgrade"):
        serve.callback()
