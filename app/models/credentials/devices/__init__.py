"""Devices without a browser, which a person connects by a code (RFC 8628)."""
