"""Hooks: what runs at every request belongs to no door, so no door runs in another's requests."""

import sys
from pathlib import Path

import pytest

from tests.conventions.source import PROJECT, python_files

DOORS = ("portal", "oauth", "api")
SHARED = ("app/callers/", "app/web/", "app/observability/", "app/factory.py")
HOOKS = (
    "after_app_request",
    "before_app_request",
    "teardown_app_request",
    "app.after_request",
    "app.before_request",
    "app.teardown_request",
    "url_value_preprocessor",
)


def test_hooks_of_every_request_are_registered_by_what_doors_share():
    paths = [path.relative_to(PROJECT).as_posix() for path in python_files("app")]
    offending = [
        f"{path}: {hook}"
        for path in paths
        if not path.startswith(SHARED)
        for hook in HOOKS
        if hook in (PROJECT / path).read_text(encoding="utf-8")
    ]
    assert offending == []


@pytest.mark.parametrize(
    ("door", "path"),
    [
        ("portal", "/login"),
        ("portal", "/no/such/page"),
        ("oauth", "/.well-known/oauth-authorization-server"),
        ("oauth", "/oauth/authorize"),
        ("api", "/api/v1/user/me"),
        ("api", "/api/v1/no/such/path"),
        (None, "/static/css/main.css"),
        (None, "/healthz"),
    ],
)
def test_request_of_one_door_runs_no_code_of_another(client, door, path):
    client.get(path)  # what is made once is made
    run = doors_run_by(lambda: client.get(path))
    assert run <= {door}, f"{path} ran {run}"


def doors_run_by(act) -> set[str]:
    """The doors of which a function runs while ``act`` does."""
    files = set()

    def note(frame, event, _arg):
        if event == "call":
            files.add(frame.f_code.co_filename)

    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(None)
    folders = {door: str(PROJECT / "app" / door) for door in DOORS}
    return {door for door in DOORS if any(Path(folders[door]) in Path(f).parents for f in files)}


def test_every_request_passes_few_hooks(app):
    """What only some requests need is called by those, or around the application."""
    hooks = [app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs]
    names = [[hook.__name__ for hook in by_blueprint.get(None, ())] for by_blueprint in hooks]
    # The last one sees only what a test makes: tests/support/reading_requests.py.
    assert names == [["follow"], ["note_answer", "show", "collect"], []]
