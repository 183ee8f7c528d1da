"""A team's events, for its members and for the public."""
