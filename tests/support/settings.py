"""The settings that tests run with, in this process and in live servers alike."""

import os

from pydantic_settings import BaseSettings

from app.config import Settings

TEST_SETTINGS = {
    "stagedoor_env": "development",
    "secret_key": "only-tests-know-this-key-and-it-protects-nothing",
    "public_url": "http://localhost",
    "mail": "memory",
    # Servers stop at once: no proxy is in front of most of them.
    "drain_seconds": 0,
    # Servers read no calendars of their own accord; tests about that switch it on.
    "import_interval": 0,
    # Tests sign in more often than a person may; those about limits switch them on.
    "rate_limits": False,
    # A password hash that takes a millisecond instead of a fifth of a second.
    "argon2_time_cost": 1,
    "argon2_memory_cost": 16,  # KiB
}


class GivenSettings(Settings):
    """Settings that are only what they are made with; the environment is not even read."""

    def __init__(self, **values):
        """Validate the values, without the sources that settings otherwise come from."""
        super(BaseSettings, self).__init__(**values)


def make_settings(**changes) -> Settings:
    """Return the tests' settings with ``changes``; the machine's environment plays no part."""
    return GivenSettings(**{**TEST_SETTINGS, **changes})


def environment_for_server(**changes) -> dict[str, str]:
    """Return the same settings as a server process reads them; True and False become 1 and 0."""
    given = {**TEST_SETTINGS, **changes}
    settings = {name.upper(): as_variable(value) for name, value in given.items()}
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **settings}


def as_variable(value) -> str:
    """Return the value as it stands in an environment variable."""
    return str(int(value)) if isinstance(value, bool) else str(value)


def forget_environment() -> None:
    """Take every Stagedoor setting out of this process's environment."""
    for name in Settings.model_fields:
        os.environ.pop(name.upper(), None)
