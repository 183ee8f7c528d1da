"""Reading .ics files (RFC 5545): lines, properties, times, zones, events."""
