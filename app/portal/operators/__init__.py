"""Pages for operators, the users who run this installation."""
