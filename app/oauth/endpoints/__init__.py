"""Token, revocation, introspection, registration and metadata endpoints."""
