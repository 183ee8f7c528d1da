"""Sends what webhooks are told."""
