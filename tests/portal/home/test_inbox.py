"""The inbox of the demo shows the mails that the installation sent."""

from email.message import EmailMessage

import pytest

from app.mail import inbox
from tests.support.settings import make_settings


@pytest.fixture
def settings(database_url, tmp_path):
    """An installation with an inbox."""
    return make_settings(mail_inbox=True, database_url=database_url, stagedoor_home=tmp_path)


def test_newest_mail_comes_first_and_keeps_its_paragraphs(client, settings):
    for subject in ("First", "Second"):
        mail = EmailMessage()
        mail["Subject"], mail["To"] = subject, "ana@example.org"
        mail["Date"] = "Sat, 27 Mar 2027 20:00:00 +0000"
        mail.set_content(f"{subject} line\n\nhttp://localhost/reset/x")
        inbox.keep(mail, settings.stagedoor_home)

    page = client.get("/inbox").text
    assert page.index("Second line") < page.index("First line")
    assert 'href="http://localhost/reset/x"' in page


def test_empty_inbox_is_a_page(client):
    assert client.get("/inbox").status_code == 200
