"""Feeds by token, by private link and for the public."""
