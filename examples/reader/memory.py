"""What Reader remembers: values that end by themselves, kept in this process and nowhere else."""

import time

MONTH = 30 * 86_400  # seconds


class Memory:
    """Keeps values by key; Authlib uses the same three methods for sign-ins that are under way.

    A restart forgets everything. With several processes, keep the same in Redis or a database,
    and encrypt the tokens there.
    """

    def __init__(self):
        """Start with nothing."""
        self._kept = {}  # key -> (value, when it ends)

    def get(self, key):
        """Return what was kept under ``key``; None when there is nothing, or no longer."""
        value, ends_at = self._kept.get(key, (None, 0))
        return value if time.time() < ends_at else None

    def set(self, key, value, seconds=MONTH):
        """Keep ``value`` for so many seconds, and let go of everything that has ended."""
        now = time.time()
        self._kept = {k: kept for k, kept in self._kept.items() if now < kept[1]}
        self._kept[key] = (value, now + seconds)

    def delete(self, key):
        """Forget ``key``."""
        self._kept.pop(key, None)
