"""What ``stagedoor check`` looks at, and what the server refuses to start with: one table."""
