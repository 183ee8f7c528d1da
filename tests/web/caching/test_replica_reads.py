"""Which views a replica may answer; what comes from it is tried in tests/database/postgresql."""

import re

from tests.conventions.source import PROJECT

# Public, or counted seconds late; none decides, is walked by a mirror, or is read with a token.
READERS = {
    "app/api/dialects/gancio_public.py": 2,
    "app/api/feeds/public_feeds.py": 2,
    "app/portal/docs/crawlers.py": 2,
    "app/portal/events/public_embeds.py": 1,
    "app/portal/events/public_events.py": 2,
    "app/portal/events/public_teams.py": 1,
    "app/portal/usage/client_usage.py": 1,
}


def test_only_reads_that_may_lag_ask_for_the_replica():
    asked = re.compile(r"replica_reads\.read\(|^@for_strangers", re.MULTILINE)
    counts = {
        str(path.relative_to(PROJECT)): len(asked.findall(path.read_text()))
        for path in (PROJECT / "app").rglob("*.py")
    }
    assert {path: count for path, count in counts.items() if count} == READERS
