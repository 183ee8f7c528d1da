"""The address of a request is read in one place."""

import re

from tests.conventions.source import python_files, shown

# As attributes, WSGI keys and header names. What reads one believes whoever sent it.
READS = re.compile(
    r"remote_addr\b|access_route|get_remote_address|ProxyFix"
    r"|X[-_]Forwarded|X[-_]Real[-_]IP|HTTP_FORWARDED|[\"']Forwarded[\"']|Client[-_]IP",
    re.IGNORECASE,
)
# The server sets the address of the connection, which callers read.
HOMES = ("app/callers/", "app/serving/request_environ.py")


def test_only_callers_read_the_address_and_what_proxies_say():
    readers = [
        f"{shown(path)}:{number} {line.strip()}"
        for path in python_files("app")
        if not shown(path).startswith(HOMES)
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if READS.search(line.partition("  # ")[0])
    ]
    assert readers == [], "Call caller_network() of app.callers."
