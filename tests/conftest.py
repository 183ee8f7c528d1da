"""What every test can ask for; the fixtures themselves stand in tests/support."""

import gc

import pytest

from tests.support.settings import forget_environment
from tests.support.workers import FilesTogether, begin_with_the_longest, group_exclusive

pytest_plugins = [
    "tests.support.quick",
    "tests.support.databases",
    "tests.support.application",
    "tests.support.api",
    "tests.support.event_writer",
    "tests.support.mirror",
    "tests.support.live_server",
    "tests.support.outbound",
    "tests.support.calendars",
    "tests.support.foreign_app",
    "tests.support.calendar_pages",
    "tests.support.http_race",
    "tests.support.pages",
    "tests.support.hall",
    "tests.support.operator_pages",
    "tests.support.recorded_acts",
]


def pytest_ignore_collect(collection_path, config):
    """Leave other people's clients to ``make interop``, which names their folder."""
    is_named = any("interop" in argument for argument in config.invocation_params.args)
    return True if collection_path.name == "interop" and not is_named else None


def pytest_configure():
    """Let no setting of the developer's shell change what a test sees."""
    forget_environment()


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Load the tests without the garbage collector: all of it stays to the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish():
    """Keep the garbage collector from what was loaded, and from looking too often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure():
    """Keep pytest's last collection from all that is left, which takes long on a busy machine.

    xdist interrupts a worker that is not gone after five seconds (execnet), in the midst of it.
    """
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config, items):
    """Group the tests for xdist's workers, and begin with those that take longest."""
    group_exclusive(items)
    result = yield
    if hasattr(config, "workerinput"):
        begin_with_the_longest(items)
    return result


def pytest_xdist_make_scheduler(config, log):
    """Share the tests out by file; `--dist loadgroup` alone would do it by test."""
    config.option.loadscopereorder = False  # the order is ours, not by the number of tests
    return FilesTogether(config, log)
