"""``stagedoor demo``: sample data, a server, a third-party app, and a tour of the main flow."""
