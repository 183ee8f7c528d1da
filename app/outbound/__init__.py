"""Fetching URLs that users supply."""
