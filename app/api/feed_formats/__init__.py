"""A team's events as calendars, feeds, JSON-LD and CSV."""
