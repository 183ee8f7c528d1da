"""Grants: approving and ending them, and requests to owners."""
