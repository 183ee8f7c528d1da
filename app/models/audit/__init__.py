"""The audit trail and its readers."""
