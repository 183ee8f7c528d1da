"""Codes, tokens, families, client authentication, and whether a credential works."""
