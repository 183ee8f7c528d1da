"""The operator's commands, a noun or an ability a file."""
