"""Absolute addresses are made of PUBLIC_URL, whatever the request says about the host."""

from app.web.public_url import public_url_for


def test_host_of_the_request_plays_no_part(app):
    with app.test_request_context("/login", base_url="http://127.0.0.1:5000"):
        address = public_url_for("portal.show_docs_page", path="errors")
    assert address == "http://localhost/docs/errors"
