"""Tells clients, server to server, that a session has ended (Back-Channel Logout 1.0)."""
