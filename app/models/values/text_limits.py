"""The maximum lengths of an event's texts in characters."""

MAX_TITLE = 200
MAX_SUMMARY = 300
MAX_VENUE = 200
MAX_ADDRESS = 300
