"""Authorization codes, tokens, client authentication, and whether a credential is valid."""
