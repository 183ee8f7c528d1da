"""The page of personal tokens."""
