"""Copies of a whole database: to a backup file and back, and from one engine to another."""
