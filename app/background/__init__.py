"""Continues, beside the requests, what they began."""
