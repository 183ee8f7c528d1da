"""Paths that Gancio, Eventpop and Event Temple document."""
