"""Counted requests, the request log, and idempotency keys."""
