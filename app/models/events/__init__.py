"""The event: details, JSON, picture, audience."""
