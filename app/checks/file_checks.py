"""The folder of an installation, and who else can read what is in it."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url

from app.checks.check import Check, Problem, refuse, warn
from app.config import Settings, make_home

OTHERS = stat.S_IRWXG | stat.S_IRWXO
SECRET_FILES = ("secret_key", "inbox")  # in STAGEDOOR_HOME, beside the database


def find_unusable_home(settings: Settings) -> Iterator[Problem]:
    """STAGEDOOR_HOME can be made and written."""
    try:
        home = make_home(settings)
    except OSError as error:
        yield refuse(f"STAGEDOOR_HOME cannot be made ({error.strerror}). Name another folder.")
        return
    if not os.access(home, os.W_OK | os.X_OK):
        yield refuse("STAGEDOOR_HOME cannot be written. Give it to the user who runs Stagedoor.")


def find_readable_files(settings: Settings) -> Iterator[Problem]:
    """Database and keys are readable by their owner alone."""
    files = [settings.stagedoor_home / name for name in SECRET_FILES]
    database = sqlite_file(settings)
    if database is not None:
        files += [database, *(database.with_name(database.name + end) for end in ("-wal", "-shm"))]
    open_files = [file.name for file in files if _is_open(file) and _is_open(file.parent)]
    if open_files:
        names = ", ".join(sorted(open_files))
        yield warn(f"Other users of this machine may read {names}. Run: chmod -R go= FOLDER")


def find_read_only_database(settings: Settings) -> Iterator[Problem]:
    """SQLite writes beside its file, too."""
    file = sqlite_file(settings)
    if file is not None and file.exists() and not _is_writable(file):
        yield refuse("The SQLite file or its folder is read-only. Give both to the server's user.")


def sqlite_file(settings: Settings) -> Path | None:
    """Return the file of a SQLite database, or None for another kind."""
    url = make_url(settings.database)
    is_file = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return Path(str(url.database)) if is_file else None


def _is_writable(file: Path) -> bool:
    return os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)


def _is_open(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & OTHERS)
    except OSError:
        return False


FILE_CHECKS = (
    Check("Folder", "STAGEDOOR_HOME can be written.", find_unusable_home, stops_start=True),
    Check("Files", "private to their owner.", find_readable_files),
    Check("Database file", "can be written.", find_read_only_database, stops_start=True),
)
