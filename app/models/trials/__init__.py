"""Trying an app: the sandbox and its requests."""
