"""The authorization endpoint and its consent page (RFC 6749 section 3.1)."""
