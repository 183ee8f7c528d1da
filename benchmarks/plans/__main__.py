"""``python -m benchmarks.plans [ROWS]``: how tables with millions of rows are read and purged.

It makes ROWS rows (10,000,000 unless told) of the tables that grow with traffic, in PostgreSQL and
by SQL alone, has each frequent request answered and explains its statements, reads the first page
and one far down of each list, and purges. No list reads more rows than a few pages have; no purge
holds a lock for a second. Ten million rows a table take 30 GB.
"""

import sys
import tempfile
from pathlib import Path

from app.extensions import db
from benchmarks.installation.installation import install
from benchmarks.plans.lists import lists_of, print_list
from benchmarks.plans.purging import print_purge
from benchmarks.plans.requests import print_requests
from benchmarks.plans.tables import fill
from tests.support.postgres_server import run_postgres

ROWS = 10_000_000


def main(rows: int) -> None:
    """Fill a database, and print how each request, each list and the purge fare."""
    with run_postgres() as server, tempfile.TemporaryDirectory() as home:
        url = server.url(server.create_database())
        installation = install(url, Path(home), events=25, uses=3, log_level="ERROR")
        with installation.app.app_context():
            nouns = fill(installation, rows)
        print(f"{rows:,} rows")
        print_requests(installation, url, large=rows // 20)
        with installation.app.app_context():
            for name, each in lists_of(nouns, rows).items():
                print_list(name, *each)
            print_purge()
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    main(int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else ROWS)
