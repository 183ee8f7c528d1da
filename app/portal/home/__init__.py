"""The front page, what waits for its user, and the demo's inbox."""
