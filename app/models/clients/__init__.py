"""Clients and their parts: redirect URIs, secrets, settings, review, transfer."""
