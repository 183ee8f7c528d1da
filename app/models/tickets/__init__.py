"""Tickets: who may book, who comes, and what becomes of a place."""
