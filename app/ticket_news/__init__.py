"""Mails about tickets: offers, and what holders are to be told."""
