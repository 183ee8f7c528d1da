"""The demo's inbox keeps the newest mails, readable by its owner alone."""

import stat
from email.message import EmailMessage

from app.mail import inbox


def mail(subject):
    message = EmailMessage()
    message["Subject"] = subject
    message.set_content("Hello")
    return message


def test_newest_mails_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(inbox, "MAX_MAILS", 2)
    for subject in ("one", "two", "three"):
        inbox.keep(mail(subject), tmp_path)
    assert [m["Subject"] for m in inbox.newest(tmp_path)] == ["three", "two"]
    assert len(list((tmp_path / "inbox").iterdir())) == 2


def test_inbox_without_mail_is_empty(tmp_path):
    assert inbox.newest(tmp_path) == []


def test_only_the_owner_reads_the_files(tmp_path):
    inbox.keep(mail("secret"), tmp_path)
    (file,) = (tmp_path / "inbox").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
