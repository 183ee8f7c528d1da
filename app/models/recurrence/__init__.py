"""Rules, occurrences and series (RFC 5545), as values."""
