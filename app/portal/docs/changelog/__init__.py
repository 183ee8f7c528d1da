"""Changes of the API, for those whose programs use it."""
