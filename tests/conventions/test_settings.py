"""The settings: read by one typed function, ``config.settings``, and each one documented."""

import re

from app.config import Settings
from tests.conventions.source import PROJECT, python_files

SETTINGS_PAGE = PROJECT / "docs" / "guide" / "settings.md"


def test_settings_are_read_by_one_function():
    files = [path for path in python_files("app") if '["SETTINGS"]' in path.read_text()]
    assert files == [PROJECT / "app" / "config.py"]


def documented_settings():
    """Return each environment variable that begins a row of a table on the settings' page."""
    return set(re.findall(r"^\| *`([A-Z0-9_]+)`", SETTINGS_PAGE.read_text(encoding="utf-8"), re.M))


def test_every_setting_is_documented_and_no_other():
    assert documented_settings() == {name.upper() for name in Settings.model_fields}
