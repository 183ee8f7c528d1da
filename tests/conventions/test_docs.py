"""What the documents promise is there, and what is there is documented."""

import re

from app.config import Settings
from tests.conventions.source import PROJECT

SETTINGS_PAGE = PROJECT / "docs" / "guide" / "settings.md"


def documented_settings():
    """Return each environment variable that begins a row of a table on the settings' page."""
    return set(re.findall(r"^\| *`([A-Z0-9_]+)`", SETTINGS_PAGE.read_text(encoding="utf-8"), re.M))


def test_every_setting_is_documented_and_no_other():
    assert documented_settings() == {name.upper() for name in Settings.model_fields}
