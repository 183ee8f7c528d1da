"""Mail delivery: by SMTP, to the console, or to a list in memory."""

import sys
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from threading import Thread

import structlog
from flask import Flask, current_app, render_template
from sqlalchemy.exc import SQLAlchemyError

from app.callers.reader import Reader, reading
from app.config import Settings, settings
from app.database import installation_facts
from app.database.installation_facts import MAIL_FAILURE
from app.extensions import db
from app.mail import allowance, inbox, mail_server
from app.models.accounts.user import User
from app.models.values import clock, email_address, plain_text

log = structlog.get_logger("stagedoor")

MAX_SUBJECT = 200  # characters


@dataclass(frozen=True)
class Message:
    """A plain-text mail to one address."""

    to: str
    subject: str
    body: str


def register(app: Flask) -> None:
    """Add the list of mails for MAIL=memory."""
    app.extensions["mail_outbox"] = []


def send_template(
    to: str, subject: str, template: str, *, user: Reader | None, **values: object
) -> None:
    """Send ``template`` to ``to``, the address of ``user`` or of someone without an account."""
    send(write(to, subject, template, user=user, **values))


def write(
    to: str, subject: str, template: str, *, user: Reader | None, **values: object
) -> Message:
    """The mail in the language and time zone of ``user``.

    Texts in ``subject`` and ``values`` are lazy: they are translated here.
    """
    with reading(user or User.find_by_email(to)):
        return Message(to, str(subject), render_template(template, user=user, **values))


def imitate(subject: str, template: str, **values: object) -> None:
    """Do the work of ``send_template``, and send nothing."""
    to = "someone@example.org"  # not what was typed, which may be no address
    compose(Message(to, str(subject), render_template(template, **values)), settings())


def send_to(user: User, subject: str, template: str, **values: object) -> None:
    """Send ``template`` to ``user``, and only a few an hour to an address that is not proved.

    The person who reads those may be someone else, whose address the user only typed.
    """
    if user.verified_at is not None or allowance.may_reach(user.email, "news"):
        send_template(user.email, subject, template, user=user, **values)


def send(message: Message) -> None:
    """Send ``message`` without waiting for the mail server; failures are logged."""
    mail = compose(message, settings())
    if settings().mail_inbox:
        inbox.keep(mail, settings().stagedoor_home)
    if settings().mail == "smtp":
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # of the proxy
        Thread(target=_deliver, args=(app, mail)).start()
    elif settings().mail == "memory":
        current_app.extensions["mail_outbox"].append(message)
    else:
        _print(message)


def compose(message: Message, settings: Settings) -> EmailMessage:
    """The MIME message, to one recipient whatever the texts contain."""
    mail = EmailMessage()
    name, address = parseaddr(settings.mail_from)
    mail["From"] = Address(name or settings.instance_name, addr_spec=address)
    mail["To"] = Address(addr_spec=email_address.with_ascii_domain(message.to))
    mail["Subject"] = plain_text.squeeze(message.subject, MAX_SUBJECT)
    mail["Date"] = formatdate(clock.now())
    mail["Message-ID"] = make_msgid(domain=settings.public_name)
    mail.set_content(message.body)
    return mail


def _deliver(app: Flask, mail: EmailMessage) -> None:
    with app.app_context():
        try:
            with mail_server.connect(settings()) as server:
                server.send_message(mail)
        except mail_server.FAILURES as error:
            reason = mail_server.describe(error)
            log.error("mail not sent", error=reason, host=settings().smtp_host)
            _remember(reason)
        else:
            _remember(None)


def _remember(failure: str | None) -> None:
    """Keep why the last mail was not sent, for the operators' page of health."""
    try:
        with db.engine.connect() as connection:
            known = installation_facts.find(connection, MAIL_FAILURE)
        if failure is None and known is None:
            return  # as nearly always: sending writes nothing
        with db.engine.begin() as connection:
            if failure is None:
                installation_facts.forget(connection, MAIL_FAILURE)
            else:
                installation_facts.record(connection, MAIL_FAILURE, failure, at=clock.now())
    except SQLAlchemyError as error:
        log.warning("failure of mail not kept", error=type(error).__name__)


def _print(message: Message) -> None:
    # Not to the log, which redacts links with tokens.
    subject = plain_text.squeeze(message.subject, MAX_SUBJECT)
    lines = (
        f"\n------ mail to {message.to}: {subject}\n{message.body.strip()}\n------ end of mail\n"
    )
    sys.stdout.write(lines)
    sys.stdout.flush()
