"""User accounts: passwords, sessions, and the links that verify an address."""
