"""The inbox of the demo: every mail that this installation sent."""

from email.message import EmailMessage

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.config import settings
from app.mail import inbox
from app.portal.blueprint import bp, public


@bp.get("/inbox")
@public
def list_mails() -> ResponseReturnValue:
    """The newest mails; 404 unless MAIL_INBOX is on."""
    if not settings().mail_inbox:
        abort(404)
    mails = [_read(mail) for mail in inbox.newest(settings().stagedoor_home)]
    return render_template("portal/home/inbox.html", mails=mails)


def _read(mail: EmailMessage) -> dict[str, object]:
    return {
        "subject": mail["Subject"],
        "to": mail["To"],
        "sent_at": int(mail["Date"].datetime.timestamp()),
        "paragraphs": mail.get_content().strip().split("\n\n"),
    }
