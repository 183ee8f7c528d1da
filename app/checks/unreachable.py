"""Why a database cannot be reached, and what to do; no part of DATABASE_URL is repeated.

A password that is not encoded ends up in what the driver takes for a host or a name, so the
driver's own text is only matched, never shown.
"""

import sqlite3

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

ENCODE = "in a password, write @ : / ? # % as %40 %3A %2F %3F %23 %25"
# By words of libpq, of PostgreSQL and of SQLite, the first that fit.
REASONS = (
    (
        ("password authentication failed", "no password supplied"),
        f"refuses the user or the password. Correct DATABASE_URL; {ENCODE}.",
    ),
    (
        ("peer authentication failed", "ident authentication failed"),
        "takes only the system user of the same name. Run this as that user, or name a host and a"
        " password in DATABASE_URL.",
    ),
    (
        ("no pg_hba.conf entry",),
        "admits no such user from this machine. Correct DATABASE_URL, or add a line to its"
        " pg_hba.conf.",
    ),
    (
        ("failed to resolve host", "could not translate host name"),
        f"cannot be reached: the host in DATABASE_URL has no address. Correct it; {ENCODE}.",
    ),
    (
        ("connection refused",),
        "cannot be reached: nothing answers at the host and port of DATABASE_URL. Start PostgreSQL,"
        " or correct them.",
    ),
    (
        ("accepting connections on that socket",),
        "cannot be reached: the folder of DATABASE_URL has no socket of it. Start PostgreSQL, or"
        " correct the folder.",
    ),
    (
        ("timeout expired", "timed out", "no route to host", "network is unreachable"),
        "cannot be reached: the host in DATABASE_URL does not answer. Look at the network and its"
        " firewall, or correct DATABASE_URL.",
    ),
    (
        ("certificate verify failed", "root certificate file", "server certificate for"),
        "shows no certificate that is valid for the host in DATABASE_URL. Name its authority in"
        " sslrootcert, or correct the host.",
    ),
    (
        ("server does not support ssl",),
        "speaks no TLS. Switch it on there, or remove sslmode from DATABASE_URL.",
    ),
    (
        ("too many clients", "remaining connection slots", "too many connections"),
        "takes no more connections. Raise max_connections there, or lower DATABASE_POOL_SIZE,"
        " WEB_PROCESSES or WEB_THREADS.",
    ),
    (
        ("starting up", "shutting down", "in recovery mode"),
        "is starting or stopping. Try again in a moment; DATABASE_URL leads to it.",
    ),
    (
        ("permission denied",),
        "refuses the user of DATABASE_URL its tables. Make it the owner: ALTER DATABASE … OWNER TO"
        " …, and of what is in it.",
    ),
    (
        ("unable to open database file",),
        "cannot be opened: its folder is missing, or not for this user. Correct DATABASE_URL or"
        " STAGEDOOR_HOME, or give the folder to the user who runs Stagedoor.",
    ),
    (
        ("file is not a database", "malformed"),
        "is no SQLite database, or a damaged one. Correct DATABASE_URL, or restore a backup.",
    ),
    (
        ('fatal:  role "',),
        "has no such user. Make it: createuser NAME, or correct DATABASE_URL.",
    ),
    (
        ('fatal:  database "',),
        "does not exist. Make it: createdb --owner=USER NAME, or correct DATABASE_URL.",
    ),
)


def explain(engine: Engine) -> str:
    """Connect once more, and return what is in the way, as the end of a sentence."""
    try:
        engine.connect().close()
    except (SQLAlchemyError, sqlite3.Error) as error:  # the latter from the set-up of a connection
        return reason_of(error)
    return "did not answer. Try again; if that does not help, look at DATABASE_URL and at its log."


def reason_of(error: Exception) -> str:
    """Return what ``error``, which a connection raised, means for an operator."""
    message = str(getattr(error, "orig", None) or error).lower()
    for phrases, reason in REASONS:
        if any(each in message for each in phrases):
            return reason
    return "cannot be reached. Look at DATABASE_URL, and at the database's log."
