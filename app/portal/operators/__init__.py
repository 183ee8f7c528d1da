"""Pages for those who run this installation."""
