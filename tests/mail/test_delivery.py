"""Mail: what is sent, to whom, and what nobody can smuggle into it."""

import smtplib
import ssl
import threading

import pytest

from app.extensions import db
from app.mail import delivery, inbox
from app.mail.delivery import Message
from tests.support.factories import make_user
from tests.support.forms import submit
from tests.support.settings import make_settings


class FakeServer:
    """Stands where smtplib.SMTP stands, and keeps what it is given."""

    def __init__(self, log, fails=False):
        self.log, self.fails = log, fails

    def __call__(self, host, port, timeout):
        self.log.append(("connect", host, port))
        if self.fails:
            raise ConnectionRefusedError
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        return None

    def starttls(self, context):
        assert context.verify_mode == ssl.CERT_REQUIRED
        assert context.check_hostname
        self.log.append(("starttls",))

    def login(self, user, password):
        self.log.append(("login", user, password))

    def send_message(self, message):
        self.log.append(("send", message))


def send_by_smtp(app, monkeypatch, server, **changes):
    settings = app.config["SETTINGS"].model_copy(update={"mail": "smtp", **changes})
    app.config["SETTINGS"] = settings
    monkeypatch.setattr(smtplib, "SMTP", server)
    with app.app_context():
        delivery.send(Message("ana@example.org", "Hello", "Text"))
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()


def test_smtp_mail_goes_out_encrypted_and_signed_in(app, monkeypatch):
    log = []
    account = {"smtp_user": "stagedoor", "smtp_password": "x", "smtp_host": "mail.example"}
    send_by_smtp(app, monkeypatch, FakeServer(log), **account)
    assert [step[0] for step in log] == ["connect", "starttls", "login", "send"]
    assert log[-1][1]["To"] == "ana@example.org"


def test_mail_server_that_is_away_fails_no_request(app, monkeypatch, caplog):
    send_by_smtp(app, monkeypatch, FakeServer([], fails=True))
    assert "mail not sent" in caplog.text


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\u2028", "\x0b"], ids=repr)
def test_subject_stays_one_line(line_break, app):
    message = Message("ana@example.org", f"Hello{line_break}Bcc: all@example.org", "Text")
    composed = delivery.compose(message, app.config["SETTINGS"])
    assert composed.get_all("Bcc") is None
    assert "\n" not in composed["Subject"]


@pytest.mark.parametrize(
    "address",
    ["ana@example.org, eve@example.org", "ana@example.org\r\nBcc: eve@example.org", "Eve <e@e.e>"],
)
def test_address_that_is_not_exactly_one_is_refused(address, app):
    with pytest.raises(Exception, match=r"."):
        delivery.compose(Message(address, "Hello", "Text"), app.config["SETTINGS"])


def test_name_of_a_person_cannot_change_the_mail(app, client):
    """Markup and line breaks in a name stay text; there is one recipient."""
    with app.app_context():
        make_user("ana@example.org", name="<b>Ana</b> Bcc: eve")
        db.session.commit()
    submit(client, "/forgot", "Send the link", email="ana@example.org")
    [sent] = app.extensions["mail_outbox"]
    composed = delivery.compose(sent, app.config["SETTINGS"])
    assert (composed["To"], composed["Bcc"], composed["Cc"]) == ("ana@example.org", None, None)
    assert composed.get_content_type() == "text/plain"


class TestInbox:
    """With the demo's inbox on."""

    @pytest.fixture
    def settings(self, database_url, tmp_path):
        return make_settings(
            database_url=database_url, stagedoor_home=tmp_path, mail="console", mail_inbox=True
        )

    def test_console_and_inbox_show_the_link(self, app, client, capsys):
        with app.app_context():
            make_user("ana@example.org")
            db.session.commit()
        submit(client, "/forgot", "Send the link", email="ana@example.org")
        assert "http://localhost/reset/sd_rst_" in capsys.readouterr().out
        assert '<a href="http://localhost/reset/sd_rst_' in client.get("/inbox").text

    def test_inbox_without_mail_says_so(self, client):
        assert "No mail yet" in client.get("/inbox").text

    def test_markup_in_a_mail_is_shown_as_text(self, app, client):
        with app.app_context():
            delivery.send(Message("ana@example.org", "<script>", "<script>alert(1)</script>"))
        assert "<script>alert" not in client.get("/inbox").text

    def test_inbox_keeps_the_newest(self, app, monkeypatch):
        monkeypatch.setattr(inbox, "MAX_MAILS", 3)
        with app.app_context():
            for number in range(5):
                delivery.send(Message("ana@example.org", f"Mail {number}", "Text"))
        kept = inbox.newest(app.config["SETTINGS"].stagedoor_home)
        assert [message["Subject"] for message in kept] == ["Mail 4", "Mail 3", "Mail 2"]


def test_there_is_no_inbox_unless_it_is_asked_for(client):
    assert client.get("/inbox").status_code == 404
