"""The settings are read by one typed function, ``config.settings``, and nowhere else."""

from tests.conventions.source import PROJECT, python_files


def test_settings_are_read_by_one_function():
    files = [path for path in python_files("app") if '["SETTINGS"]' in path.read_text()]
    assert files == [PROJECT / "app" / "config.py"]
