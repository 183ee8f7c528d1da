"""Private feed links, and whether one works."""
