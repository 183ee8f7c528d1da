"""A mail greets by name only at an address that its user has proved."""

import pytest

from tests.conventions.source import PROJECT
from tests.support.forms import submit
from tests.support.mails import sent_to

MAILS = sorted((PROJECT / "templates").rglob("mails/*.txt"))


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.name)
def test_layout_alone_greets(path):
    assert "Hello" not in path.read_text()


def test_name_that_a_stranger_chose_is_in_no_mail_to_an_unproved_address(app, client):
    fields = {"name": "You won a prize", "email": "eve@example.org", "password": "41 copper sheep"}
    submit(client, "/register", "Sign up", **fields)
    assert sent_to(app, "eve@example.org")
    for mail in app.extensions["mail_outbox"]:
        assert "You won a prize" not in mail.subject + mail.body
        assert mail.body.startswith("Hello,\n\n")
