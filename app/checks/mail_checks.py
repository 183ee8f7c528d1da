"""The mail server, which is only connected to on demand: a connection can take long."""

from collections.abc import Iterator

from app.checks.check import Check, Problem, refuse
from app.config import Settings
from app.mail import mail_server


def find_mail_server_fault(settings: Settings) -> Iterator[Problem]:
    """It answers, its certificate is valid for SMTP_HOST, and it takes the password."""
    if settings.mail != "smtp":
        return
    try:
        with mail_server.connect(settings) as server:
            server.noop()
    except mail_server.FAILURES as error:
        reason = mail_server.describe(error)
        yield refuse(f"cannot be used ({reason}). Look at the SMTP_ settings.")


MAIL_SERVER = Check("Mail server", "takes mail, if mail is sent.", find_mail_server_fault)
