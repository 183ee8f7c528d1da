"""Calendars that teams follow."""
