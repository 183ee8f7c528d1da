"""Usage counters, the request log, and idempotency keys."""
