"""What is being done, for those who wait: on the standard error, beside the results."""

import sys
import time

START = time.monotonic()


def note(text: str) -> None:
    """Say it, with the seconds since the beginning."""
    print(f"[{time.monotonic() - START:4.0f} s] {text}", file=sys.stderr, flush=True)
