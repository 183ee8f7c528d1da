"""What all peers store: the same events, as large as Stagedoor's; scopes and the code challenge.

It imports nothing but the standard library: peers have an environment of their own.
"""

import base64
import hashlib
from datetime import UTC, datetime, timedelta

REDIRECT_URI = "https://app.example/callback"
SCOPES = "events:read profile:read"
VERIFIER = "a-verifier-that-is-long-enough-for-rfc-7636-0123"
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)
WINDOW = 86_400  # seconds in which what was made may be used
FIRST = datetime(2027, 1, 1, 20, tzinfo=UTC)
PARAGRAPH = "<p>Doors open an hour before. Bring a coat, it is windy.</p>"


def event_values(number: int) -> dict[str, object]:
    """The columns of an event; a page of 25 is about 28 kB of JSON."""
    start = FIRST + timedelta(hours=number)
    return {
        "public_id": f"evt_{number:016}",
        "uid": f"evt_{number:016}@bench.example",
        "slug": f"night-number-{number}",
        "title": f"Night number {number}",
        "summary": "A night of music by the harbour",
        "description_html": PARAGRAPH * 9,
        "status": "confirmed",
        "visibility": "public",
        "start": start,
        "end": start + timedelta(hours=3),
        "timezone": "Europe/Rome",
        "all_day": False,
        "sequence": 0,
        "venue_name": "Harbour Hall",
        "venue_city": "Trieste",
        "venue_country": "IT",
        "tags": ["music", "harbour"],
        "created_at": FIRST,
        "updated_at": FIRST,
    }
