"""Conditional requests, idempotency, cursors and queries."""
