"""Receivers of webhooks that refuse, break off or are slow."""

import time

from faults.fault import Window
from faults.installation import Installation

MOODS = ("refuse", "reset", "slow")
EACH = 4.0  # seconds


def misbehave(installation: Installation) -> Window:
    """Each way to fail, one after the other."""
    window = Window()
    for mood in MOODS:
        installation.receiver.mood = mood
        time.sleep(EACH)
    installation.receiver.mood = "well"
    repeated = sum(count - 1 for count in installation.receiver.messages.values())
    window.remarks.append(f"{repeated} message(s) were taken twice, with the same id")
    return window.end()
