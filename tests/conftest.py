"""What every test can ask for; the fixtures themselves stand in tests/support."""

import pytest

from tests.support.settings import forget_environment

pytest_plugins = [
    "tests.support.databases",
    "tests.support.application",
    "tests.support.api",
    "tests.support.event_writer",
    "tests.support.mirror",
    "tests.support.live_server",
    "tests.support.outbound",
    "tests.support.calendars",
    "tests.support.calendar_pages",
    "tests.support.http_race",
    "tests.support.pages",
    "tests.support.hall",
    "tests.support.operator_pages",
]

# Tests that need the machine to themselves: each kind stays in one worker, one after another.
ONE_AT_A_TIME = ("browser", "race")


def pytest_configure():
    """Let no setting of the developer's shell change what a test sees."""
    forget_environment()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Group what must not run beside its like, before xdist reads the groups."""
    for item in items:
        for kind in ONE_AT_A_TIME:
            if item.get_closest_marker(kind):
                item.add_marker(pytest.mark.xdist_group(kind))
