"""The mail server is tried only on demand, as sending would."""

import pytest

from app.checks import checklist
from app.checks.mail_checks import MAIL_SERVER
from tests.support.certificate import certify
from tests.support.settings import make_settings
from tests.support.smtp_server import run_mail_server

ACCOUNT = {"smtp_host": "localhost", "smtp_user": "stagedoor", "smtp_password": "the-password"}


def findings(server, **changes):
    port = server.server_address[1]
    settings = make_settings(mail="smtp", smtp_port=port, **ACCOUNT, **changes)
    return list(map(str, MAIL_SERVER.run(settings)))


@pytest.mark.parametrize("kind", ["starttls", "implicit"])
def test_server_with_a_trusted_certificate_is_ok_and_gets_no_mail(kind, tmp_path, monkeypatch):
    certificate = certify(tmp_path, "localhost")
    with run_mail_server(certificate.chain, implicit=kind == "implicit") as server:
        [refused] = findings(server, smtp_tls=kind)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.authority))
        [trusted] = findings(server, smtp_tls=kind)
    assert refused.startswith("refuse   Mail server: cannot be used (certificate")
    assert "the-password" not in refused
    assert trusted.startswith("ok ")
    assert server.mails == []


def test_what_is_wrong_comes_with_what_to_do(tmp_path):
    certificate = certify(tmp_path, "localhost")
    with run_mail_server() as plain, run_mail_server(certificate.chain, implicit=True) as encrypted:
        [without_tls] = findings(plain, smtp_tls="starttls")
        [wrong_kind] = findings(plain, smtp_tls="implicit")
    [closed] = findings(encrypted)
    assert "offers no STARTTLS" in without_tls
    assert "goes with port 465" in wrong_kind
    assert "Nothing answers" in closed


def test_server_is_left_alone_unless_it_is_asked_for(app):
    settings = make_settings(mail="smtp", database_url=app.config["SQLALCHEMY_DATABASE_URI"])
    with app.app_context():
        names = [finding.name for finding in checklist.audit(settings)]
        on_demand = [f.name for f in checklist.audit(settings, connect_to_mail=True)]
    assert "Mail server" not in names
    assert "Mail server" in on_demand
