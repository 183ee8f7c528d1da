"""Fetching addresses that other people name."""
