"""The demo's data, loaded."""

import pytest

from app.demo import data
from app.extensions import db


@pytest.fixture
def loaded(context):
    data.load(reader_port=5001)
    db.session.commit()
