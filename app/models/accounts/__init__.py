"""People: their account, password, sessions, and the links that prove an address."""
