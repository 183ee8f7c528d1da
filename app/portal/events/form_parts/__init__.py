"""Parts of the form of an event."""
