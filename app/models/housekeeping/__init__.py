"""Deletion of accounts and teams, purging, and checks of the stored data."""
