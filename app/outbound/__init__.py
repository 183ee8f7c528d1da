"""Fetching URLs from outside."""
