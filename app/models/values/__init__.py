"""Values that know no row: time, text, secrets, scopes, errors."""
