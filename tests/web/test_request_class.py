"""The request class: a view may take larger bodies, also where the form is read before it."""

import pytest
from flask import request

from app.web.request_class import takes_up_to

LIMIT = 1024 * 1024


@pytest.fixture
def upload(app):
    """A function that posts a form of so many bytes to a view of its own; its status."""

    @takes_up_to(2 * LIMIT)
    def take():
        return str(len(request.form["text"]))

    app.add_url_rule("/large", view_func=take, methods=["POST"])
    app.config.update(WTF_CSRF_ENABLED=False, MAX_FORM_MEMORY_SIZE=None)
    client = app.test_client()
    return lambda path, size: client.post(path, data={"text": "x" * size}).status_code


def test_view_takes_what_it_says(upload):
    assert upload("/large", 2 * LIMIT - 100) == 200
    assert upload("/large", 2 * LIMIT) == 413


def test_other_views_take_a_megabyte(upload):
    assert upload("/login", LIMIT + 1) == 413
