"""A team's events: list, detail, changes, occurrences, writes."""
