"""Booking places and holding tickets."""
