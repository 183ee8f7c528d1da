"""What the database holds; these run in an application context, with ``db.session``."""

import time
from collections.abc import Iterator

from sqlalchemy import func, select

from app.checks.check import Check, Level, Problem, refuse, warn
from app.config import Settings
from app.database import facts
from app.extensions import db
from app.models.accounts import address_collisions
from app.models.audit_queries import audit_search, audit_verification
from app.models.clients.developer_teams.developer_membership import DeveloperMembership
from app.models.clients.redirect_uri import RedirectURI
from app.models.credentials.signing_keys.signing_key import SigningKey
from app.models.grants import connection_total
from app.models.housekeeping import address_proof, invariants
from app.models.operators import operators
from app.models.values import clock
from app.models.webhooks import webhook_queue

OLDEST = {"sqlite": (3, 35), "postgresql": (13,)}  # RETURNING; what its authors maintain
LONG_WITHOUT_PURGE = 2 * 86_400  # seconds
LONG_IN_QUEUE = 300  # seconds
LONG_UNCOUNTED = 86_400  # seconds
CLOCKS_APART = 20  # seconds; a code of an authenticator app is valid for 30
LONG_WITHOUT_ROTATION = 400 * 86_400  # seconds


def find_old_database(_settings: Settings) -> Iterator[Problem]:
    """The database's server is one that Stagedoor works with."""
    dialect = db.session.connection().dialect
    oldest = OLDEST[dialect.name]
    if (dialect.server_version_info or ()) < oldest:
        yield refuse(f"{facts.kind()} is too old. Use {'.'.join(map(str, oldest))} or newer.")


def find_broken_rows(_settings: Settings) -> Iterator[Problem]:
    """Rules that the rows must always meet."""
    for sentence in invariants.find_broken():
        if "SECRET_KEY_FALLBACKS" in sentence:
            yield refuse(f"{sentence} SECRET_KEY was changed: the former one is missing there.")
        else:
            yield refuse(f"{sentence} Restore a backup, or report this line with the version.")


def find_wrong_clock(_settings: Settings) -> Iterator[Problem]:
    """The clock of this machine agrees with that of the database's."""
    if db.session.connection().dialect.name != "postgresql":
        return
    theirs = db.session.scalar(select(func.extract("epoch", func.clock_timestamp())))
    apart = round(abs(time.time() - float(theirs or 0)))
    if apart > CLOCKS_APART:
        yield warn(
            f"those of this machine and of the database are {apart} seconds apart. Let both follow"
            " a time server (timedatectl set-ntp true): with a wrong clock codes of authenticator"
            " apps and apps' signatures are refused, and tokens end too soon or too late."
        )


def find_address_collisions(_settings: Settings) -> Iterator[Problem]:
    """Accounts that had the same address as another one before addresses had a key."""
    for collision in address_collisions.list_collisions():
        user, holder = collision.user, collision.holder
        if holder is None:
            yield warn(f"{user.public_id} has no key. Run stagedoor purge, which gives it one.")
        else:
            yield warn(
                f"{user.email} ({user.public_id}) counts as {holder.email} ({holder.public_id}). It"
                " signs in with exactly this address: ask its owner to change it, or to delete one"
                " of the two."
            )


def find_unmanaged_teams(_settings: Settings) -> Iterator[Problem]:
    """Developer teams none of whose admins can sign in any more."""
    for team in DeveloperMembership.list_unmanaged():
        yield warn(
            f"No admin of {team.name} ({team.public_id}) can sign in. Appoint one: stagedoor"
            f" developer-team admin {team.public_id} EMAIL."
        )


def find_broken_trail(_settings: Settings) -> Iterator[Problem]:
    """The hash chain of the audit trail; its head is worth keeping elsewhere."""
    found = audit_verification.verify()
    if found is not None:
        yield refuse(f"{found} Compare it with a backup or an export.")
    elif (misdated := audit_verification.find_misdated()) is not None:
        yield warn(f"{misdated} It was put in later, or the clock was wrong. {_head()}")
    else:
        yield Problem(Level.OK, f"unbroken. {_head()}")


def _head() -> str:
    return f"Head: {audit_verification.head()}"


def find_late_purge(_settings: Settings) -> Iterator[Problem]:
    """A purge that ran once and does so no longer."""
    at = audit_search.last("database.purged")
    if at is not None and clock.now() - at > LONG_WITHOUT_PURGE:
        days = (clock.now() - at) // 86_400
        yield warn(f"last ran {days} days ago. Run stagedoor purge once a day.")


def find_signing_keys(_settings: Settings) -> Iterator[Problem]:
    """Keys that can sign, and are not old."""
    for key in SigningKey.list_in_use():
        if not key.is_readable:
            yield refuse(
                f"{key.alg} {key.kid} cannot be read, because SECRET_KEY changed: no app gets an ID"
                " token. Set the former one in SECRET_KEY_FALLBACKS and run stagedoor purge; if it"
                " is lost, run stagedoor keys rotate."
            )
        elif clock.now() - key.active_at > LONG_WITHOUT_ROTATION:
            days = (clock.now() - key.active_at) // 86_400
            yield warn(f"{key.alg} {key.kid} is {days} days old. Run stagedoor keys rotate.")


def find_waiting_webhooks(_settings: Settings) -> Iterator[Problem]:
    """Webhooks to which something is to be sent, and no worker sends it."""
    if (age := webhook_queue.age()) > LONG_IN_QUEUE:
        yield warn(
            f"one waits for {age // 60} minutes, and no worker tells it. Run stagedoor work, or the"
            " server with WORKERS_IN_SERVER, and read its log."
        )


def find_late_counts(_settings: Settings) -> Iterator[Problem]:
    """Counts of large apps' connections that are older than pages should show."""
    if (age := connection_total.age()) > LONG_UNCOUNTED:
        yield warn(
            f"those of a large app were last counted {age // 3600} hours ago. Run stagedoor work,"
            " or the server with WORKERS_IN_SERVER, and read its log."
        )


def find_answer_parameters(_settings: Settings) -> Iterator[Problem]:
    """Redirect URIs from the time when they might carry a parameter of our answers."""
    for row in RedirectURI.list_with_answer_parameters():
        yield warn(
            f"{row.client.client_id} has one with the parameter {row.answer_parameter}, which our"
            " answers add a second time. It works: ask its developer to register it without."
        )


def find_unproved_accounts(_settings: Settings) -> Iterator[Problem]:
    """Accounts that lose what they have when their address is proved for the first time."""
    if count := address_proof.count_unproved():
        yield warn(
            f"{count} account(s) with teams or apps never confirmed their address, and lose them"
            " when they do. Run stagedoor user confirm EMAIL for people you know."
        )
    for user in operators.list_unproved():
        yield warn(
            f"{user.email} is an operator who never confirmed this address, and is led to that"
            " before any page of operators. If you know them, run stagedoor user confirm"
            f" {user.email}; else run stagedoor user demote {user.email}."
        )


ROW_CHECKS = (
    Check("Database version", "new enough.", find_old_database),
    Check("Clocks", "agree.", find_wrong_clock),
    Check("Rows", "sound.", find_broken_rows),
    Check("Addresses", "each names one account.", find_address_collisions),
    Check("Unconfirmed", "no operator, and no account with teams or apps.", find_unproved_accounts),
    Check("Developer teams", "each has an admin who can sign in.", find_unmanaged_teams),
    Check("Audit trail", "unbroken.", find_broken_trail),
    Check("Signing keys", "readable, and rotated within a year.", find_signing_keys),
    Check("Redirect URIs", "none carries a parameter of our answers.", find_answer_parameters),
    Check("Webhooks", "none waits for a worker.", find_waiting_webhooks),
    Check("Connections", "counted within a day.", find_late_counts),
    Check("Purge", "not overdue.", find_late_purge),
)
