"""Activity of an account, and the audit trail."""
