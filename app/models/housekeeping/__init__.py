"""Deletion of accounts and teams, purging, checks of the stored data, notices of ended sessions."""
