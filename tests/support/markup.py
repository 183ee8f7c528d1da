"""What an answer's markup says, whatever the white space of its template."""

import re


def compact(html: str) -> str:
    """``html`` without white space beside tags, and with single spaces elsewhere."""
    return re.sub(r" ?(<[^>]*>) ?", r"\1", " ".join(html.split()))
