"""Uploaded pictures, whatever they show."""
