"""What answers of deprecated views say."""
