"""What the rows must be like; these run in an application context, with ``db.session``."""

from collections.abc import Iterator

from app.checks.check import Check, Level, Problem, refuse, warn
from app.config import Settings
from app.models.accounts import address_collisions
from app.models.audit_queries import audit_verification
from app.models.housekeeping import invariants


def find_broken_rows(_settings: Settings) -> Iterator[Problem]:
    """Rules that the rows must always meet."""
    for sentence in invariants.find_broken():
        yield refuse(f"{sentence} Restore a backup, or ask with this line.")


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


def find_broken_trail(_settings: Settings) -> Iterator[Problem]:
    """The hash chain of the audit trail; its head is worth keeping elsewhere."""
    found = audit_verification.verify()
    if found is not None:
        yield refuse(f"{found} Compare it with a backup or an export.")
    else:
        yield Problem(Level.OK, f"unbroken. Head: {audit_verification.head()}")


ROW_CHECKS = (
    Check("Rows", "sound.", find_broken_rows),
    Check("Addresses", "each names one account.", find_address_collisions),
    Check("Audit trail", "unbroken.", find_broken_trail),
)
