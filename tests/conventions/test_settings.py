"""The settings: read by one typed function, ``config.settings``, and each one documented."""

import re

from app.config import Settings
from tests.conventions.source import PROJECT, python_files

ENVIRONMENT_FILE = PROJECT / "deploy" / "stagedoor.env"
SETTINGS_PAGE = PROJECT / "docs" / "guide" / "settings.md"


def test_settings_are_read_by_one_function():
    files = [path for path in python_files("app") if '["SETTINGS"]' in path.read_text()]
    assert files == [PROJECT / "app" / "config.py"]


def documented_settings():
    """Return each environment variable that begins a row of a table on the settings' page."""
    return set(re.findall(r"^\| *`([A-Z0-9_]+)`", SETTINGS_PAGE.read_text(encoding="utf-8"), re.M))


def test_every_setting_is_documented_and_no_other():
    assert documented_settings() == {name.upper() for name in Settings.model_fields}


def units():
    """Return the unit of each setting, as its row on the settings' page has it."""
    rows = re.findall(r"^\| *`([A-Z0-9_]+)` *\|[^|]*\|([^|]*)\|", SETTINGS_PAGE.read_text(), re.M)
    return {name: unit.replace("`", "").strip() for name, unit in rows}


def lines_of_the_environment_file():
    """Return by its name the comment above each setting, whether it is set, and its value."""
    text = ENVIRONMENT_FILE.read_text(encoding="utf-8")
    rows = re.findall(r"^# (.*)\n(#?)([A-Z0-9_]+)=(.*)$", text, re.M)
    return {name: (comment, not hidden, value) for comment, hidden, name, value in rows}


def as_variable(default):
    """Return the default as it would be written; values with spaces are in quotes."""
    if default is None or isinstance(default, bool):
        return {None: "", False: "0", True: "1"}[default]
    return f"'{default}'" if re.search(r"[\s;$]", str(default)) else str(default)


def test_environment_file_has_every_setting_with_its_unit_and_default():
    lines = lines_of_the_environment_file()
    assert lines.keys() == {name.upper() for name in Settings.model_fields}
    for name, unit in units().items():
        comment, is_set, value = lines[name]
        assert comment.partition(";")[0] == unit, f"deploy/stagedoor.env: # {unit}\\n#{name}=…"
        if not is_set:
            assert value == as_variable(Settings.model_fields[name.lower()].default), name
