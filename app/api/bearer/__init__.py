"""Bearer tokens: the caller, its team, and its rate limit."""
