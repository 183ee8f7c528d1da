"""Signing out at the request of an app (OpenID Connect RP-Initiated Logout 1.0)."""
