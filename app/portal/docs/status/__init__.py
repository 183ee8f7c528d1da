"""The status of the service, for everyone."""
