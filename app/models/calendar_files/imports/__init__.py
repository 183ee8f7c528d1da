"""Imports of calendar files: seen beforehand, done in batches, reported, and undone on request."""
