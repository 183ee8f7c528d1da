"""Values without a database row: time, text, secrets, scopes, errors."""
