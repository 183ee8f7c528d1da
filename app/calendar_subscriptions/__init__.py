"""The worker that reads the calendars teams follow."""
