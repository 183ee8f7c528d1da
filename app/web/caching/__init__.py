"""Answers that are kept here, and by caches on the way."""
