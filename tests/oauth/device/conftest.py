"""A device, and the browser of the person in front of it."""

import pytest

from tests.support import device_flow as device


@pytest.fixture
def scanner(app):
    """A public client that may use the device flow."""
    return device.register(app)


@pytest.fixture
def codes(machine, scanner):
    """The codes of a device that waits."""
    return device.ask(machine, scanner).json
