"""The mail server, which is only connected to on demand: a connection can take long."""

import smtplib
import socket
import ssl
from collections.abc import Iterator

from app.checks.check import Check, Problem, refuse
from app.config import Settings
from app.mail import mail_server

# By kind, the first that fits; most are kinds of OSError.
ADVICE: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (ssl.SSLCertVerificationError, "Set SMTP_HOST to the name in its certificate."),
    (ssl.SSLError, "SMTP_TLS=implicit goes with port 465, SMTP_TLS=starttls with 587 and 25."),
    (socket.gaierror, "SMTP_HOST has no address: correct it."),
    (
        ConnectionRefusedError,
        "Nothing answers there: correct SMTP_HOST and SMTP_PORT, or start it.",
    ),
    (
        (TimeoutError, smtplib.SMTPServerDisconnected),
        "Correct SMTP_HOST and SMTP_PORT (587 as a rule; many networks block 25), and look whether"
        " SMTP_TLS fits the port.",
    ),
    (smtplib.SMTPAuthenticationError, "It refuses SMTP_USER or SMTP_PASSWORD."),
    (
        smtplib.SMTPNotSupportedError,
        "It offers no STARTTLS or no sign-in on this port: try SMTP_PORT=587, or 465 with"
        " SMTP_TLS=implicit. SMTP_TLS=none is for a server on this machine.",
    ),
)


def find_mail_server_fault(settings: Settings) -> Iterator[Problem]:
    """It answers, its certificate is valid for SMTP_HOST, and it takes the password."""
    if settings.mail != "smtp":
        return
    try:
        with mail_server.connect(settings) as server:
            server.noop()
    except mail_server.FAILURES as error:
        reason = mail_server.describe(error)
        yield refuse(f"cannot be used ({reason}). {_advise(error)}")


def _advise(error: Exception) -> str:
    """What to do about ``error``, in a sentence."""
    for kinds, advice in ADVICE:
        if isinstance(error, kinds):
            return advice
    return "Look at the SMTP_ settings."


MAIL_SERVER = Check("Mail server", "takes mail, if mail is sent.", find_mail_server_fault)
