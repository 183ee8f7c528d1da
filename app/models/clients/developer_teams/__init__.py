"""Developer teams: several people who own apps together, and who may do what."""
