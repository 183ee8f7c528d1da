"""No connection that we open switches the verification of certificates off."""

import re

from tests.conventions.source import PROJECT

FOLDERS = ("app", "examples", "benchmarks")
UNVERIFIED = re.compile(
    r"_create_(unverified|stdlib)_context|CERT_(NONE|OPTIONAL)|check_hostname\s*=\s*False"
    r"|verify(_mode)?\s*=\s*(False|None|0)|disable_warnings|starttls\(\s*\)|ssl\.SSLContext\("
    r"|SMTP_SSL\((?![^)]*context=)|sslmode\s*=\s*.?(require|prefer|allow|disable)"
)


def unverified(text):
    """Return what ``text`` has that would talk to anyone."""
    return [match[0] for match in UNVERIFIED.finditer(text)]


def test_no_client_talks_to_anyone():
    offences = {
        str(path.relative_to(PROJECT)): found
        for folder in FOLDERS
        for path in sorted((PROJECT / folder).rglob("*.py"))
        if (found := unverified(path.read_text(encoding="utf-8")))
    }
    assert offences == {}


def test_what_is_looked_for_is_found():
    for line in (
        "server.starttls()",
        "context.check_hostname = False",
        "context.verify_mode = ssl.CERT_NONE",
        "requests.get(url, verify=False)",
        "ssl._create_unverified_context()",
        "smtplib.SMTP_SSL(host, port)",
    ):
        assert unverified(line) != [], line
