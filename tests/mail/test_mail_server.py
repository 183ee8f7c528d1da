"""Mail goes to the server that SMTP_HOST names, over TLS, or it does not go."""

import threading

import pytest

from app.database import installation_facts
from app.database.installation_facts import MAIL_FAILURE
from app.extensions import db
from app.mail import delivery
from app.mail.delivery import Message
from app.portal.operators import health_presenter
from tests.support.certificate import certify, make_certificate
from tests.support.smtp_server import run_mail_server

KINDS = pytest.mark.parametrize("kind", ["starttls", "implicit"])
ACCOUNT = {"smtp_user": "stagedoor", "smtp_password": "secret-of-the-mail-server"}


@pytest.fixture
def send(app):
    """A function that sends a mail through ``server`` and waits until it is sent, or is not."""

    def send(server, **changes):
        changes = {"smtp_host": "localhost", "smtp_port": server.server_address[1], **changes}
        app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(
            update={"mail": "smtp", **ACCOUNT, **changes}
        )
        before = set(threading.enumerate())
        with app.app_context():
            delivery.send(Message("ana@example.org", "Hello", "Text"))
        for thread in set(threading.enumerate()) - before:
            if not thread.daemon:
                thread.join()

    return send


@pytest.fixture
def mail_part(app):
    """A function that returns the health page's part about mail, and what is remembered."""

    def mail_part():
        with app.test_request_context():
            part = next(part for part in health_presenter.parts() if part.name == "Mail")
            return part, installation_facts.find(db.session.connection(), MAIL_FAILURE)

    return mail_part


@KINDS
def test_trusted_certificate_for_the_host_gets_the_mail(kind, send, tmp_path, monkeypatch):
    certificate = certify(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.authority))
    with run_mail_server(certificate.chain, implicit=kind == "implicit") as server:
        send(server, smtp_tls=kind)
    assert len(server.mails) == 1
    assert {"AUTH", "MAIL", "DATA"} & set(server.plain) == set()


@KINDS
@pytest.mark.parametrize("fault", ["by itself", "by a stranger", "for another name"])
def test_other_certificates_get_nothing_at_all(
    kind, fault, send, tmp_path, monkeypatch, mail_part, caplog
):
    certificate = certify(tmp_path, "mail.example.org" if "name" in fault else "localhost")
    if "name" in fault:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.authority))
    elif "itself" in fault:
        make_certificate(tmp_path, "localhost")  # in place of the other
    with run_mail_server(certificate.chain, implicit=kind == "implicit") as server:
        send(server, smtp_tls=kind)
    assert server.mails == []
    assert {"AUTH", "MAIL", "DATA"} & set(server.plain) == set()
    assert "certificate" in caplog.text
    assert ACCOUNT["smtp_password"] not in caplog.text
    part, remembered = mail_part()
    assert (part.label, part.kind) == ("Failed", "bad")
    assert "certificate" in part.text
    assert remembered.value in part.text


def test_server_that_offers_no_tls_gets_nothing(send, mail_part):
    with run_mail_server() as server:
        send(server)
    assert server.mails == []
    assert {"AUTH", "MAIL", "DATA"} & set(server.plain) == set()
    assert mail_part()[0].kind == "bad"


@pytest.mark.both_databases
def test_failure_is_forgotten_when_mail_goes_out_again(send, mail_part):
    with run_mail_server() as server:
        send(server)
        send(server)
        assert mail_part()[1] is not None
        send(server, smtp_tls="none", smtp_user="")
    assert len(server.mails) == 1
    part, remembered = mail_part()
    assert (part.label, remembered) == ("Set", None)
