"""Trying an app: its developer's sandbox, and the flow run in the portal."""
