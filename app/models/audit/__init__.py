"""The audit trail: writing its lines, and the actor of the current request."""
