"""Faults: a whole installation under load, with one part of it broken on purpose."""
