"""Checks of the service by itself, whose results the page of its status shows."""
