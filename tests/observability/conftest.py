"""What tests of observability share."""

import pytest

from tests.support.spans import spans_of


@pytest.fixture
def spans(app):
    """The spans of ``app`` while the test runs."""
    with spans_of(app) as spans:
        yield spans
