"""Refused requests of an app, each with its reason."""
