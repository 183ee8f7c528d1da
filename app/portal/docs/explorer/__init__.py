"""The explorer: every operation of the API, tried in its own page."""
