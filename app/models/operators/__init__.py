"""Operators, and the accounts and teams that they look up."""
