"""The demo's inbox: sent mails as files in STAGEDOOR_HOME, shared by all server processes."""

import os
import secrets
import time
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

MAX_MAILS = 50


def keep(mail: EmailMessage, home: Path) -> None:
    """Add ``mail`` to the inbox and drop the oldest beyond MAX_MAILS."""
    folder = home / "inbox"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{time.time_ns():020d}-{secrets.token_hex(4)}.eml"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(mail.as_bytes())
    for old in _files(folder)[MAX_MAILS:]:
        old.unlink(missing_ok=True)


def newest(home: Path) -> list[EmailMessage]:
    """The mails in the inbox, newest first."""
    mails = []
    for path in _files(home / "inbox")[:MAX_MAILS]:
        with suppress(FileNotFoundError):  # another process has just removed it
            mails.append(message_from_bytes(path.read_bytes(), policy=policy.default))
    return mails


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.eml"), reverse=True)
