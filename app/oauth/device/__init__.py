"""The page on which people connect a device that cannot open a browser itself (RFC 8628)."""
