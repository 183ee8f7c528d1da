"""Private feed links, and whether a link works."""
