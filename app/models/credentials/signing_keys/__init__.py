"""The keys that sign tokens for clients, and the signing itself (RFC 7515, RFC 7517)."""
