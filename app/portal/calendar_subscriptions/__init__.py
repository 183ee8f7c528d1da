"""Calendars that a team follows."""
