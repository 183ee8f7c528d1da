"""What OpenID Connect adds to an authorization request."""
