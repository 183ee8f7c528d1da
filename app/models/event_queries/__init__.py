"""Queries of events: for apps, for the public, for members, as a stream."""
