"""The usual way to write such a service: Flask, Authlib and ORM objects, as their manuals show."""
