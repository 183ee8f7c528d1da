"""The server does not start on a database that cannot answer requests."""

import resource

import click
import pytest

from app.commands.serve import allow_open_files, serve


def test_missing_migrations_are_named(run, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    monkeypatch.setenv("STAGEDOOR_HOME", str(tmp_path))
    with pytest.raises(click.ClickException, match="stagedoor db upgrade"):
        serve.callback()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((1024, 524_288), (4096, 524_288)),
        ((1024, 2000), (2000, 2000)),
        ((1024, resource.RLIM_INFINITY), (4096, resource.RLIM_INFINITY)),
        ((20_000, 20_000), None),
        ((resource.RLIM_INFINITY, resource.RLIM_INFINITY), None),
    ],
)
def test_server_may_open_a_file_for_each_connection(monkeypatch, before, after):
    changed = []
    monkeypatch.setattr(resource, "getrlimit", lambda _kind: before)
    monkeypatch.setattr(resource, "setrlimit", lambda _kind, limits: changed.append(limits))
    allow_open_files()
    assert changed == [after] * bool(after)
