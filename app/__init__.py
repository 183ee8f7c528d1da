"""Stagedoor: developer portal, OAuth 2.0 authorization server and event-feed API."""
