"""Grants: how they are given and end, and requests to owners."""
