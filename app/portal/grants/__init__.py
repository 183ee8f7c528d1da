"""Connected apps of people and teams, and requests to owners."""
