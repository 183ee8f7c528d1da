"""Sending mail, and the inbox of the demo."""
