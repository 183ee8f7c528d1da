"""The connection to the mail server: encrypted and verified, or refused."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from app.config import Settings

SMTP_TIMEOUT = 15  # seconds
FAILURES = (OSError, smtplib.SMTPException)  # what connecting and sending may raise


@contextmanager
def connect(settings: Settings) -> Iterator[smtplib.SMTP]:
    """Provide a connection that is signed in where SMTP_USER is set; raises FAILURES.

    The certificate must be valid and name SMTP_HOST. A server that does not offer TLS gets
    nothing: there is no way back to a plain connection.
    """
    with _open(settings) as server:
        if settings.smtp_tls == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
        yield server


def _open(settings: Settings) -> smtplib.SMTP:
    host, port = settings.smtp_host, settings.smtp_port
    if settings.smtp_tls == "implicit":
        verified = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, timeout=SMTP_TIMEOUT, context=verified)
    return smtplib.SMTP(host, port, timeout=SMTP_TIMEOUT)


def describe(error: Exception) -> str:
    """Return the kind of a failure, with what is wrong with a certificate; no address, no text."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate: {error.verify_message}"
    return type(error).__name__
