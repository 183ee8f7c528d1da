"""Pictures of events: taken from the form, shown on pages, sent to browsers."""
