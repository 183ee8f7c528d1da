"""Measurements of speed, side by side with peers; run with ``make bench``."""
