"""Reads the mails that the application sent in this process."""

import re
from urllib.parse import urlsplit


def sent_to(app, address: str) -> list[str]:
    """The subjects of the mails to ``address``, oldest first."""
    return [mail.subject for mail in app.extensions["mail_outbox"] if mail.to == address]


def link_to(app, address: str) -> str:
    """The path of the first link in the newest mail to ``address``."""
    body = [mail.body for mail in app.extensions["mail_outbox"] if mail.to == address][-1]
    return urlsplit(re.search(r"https?://\S+", body).group()).path
