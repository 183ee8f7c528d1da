"""What a client presents at an endpoint for programs: read at once, before any transaction."""
