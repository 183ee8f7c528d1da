"""Operators, and what they search."""
