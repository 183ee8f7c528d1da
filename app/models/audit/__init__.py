"""The audit trail: writing its lines, and who acts in the present request."""
