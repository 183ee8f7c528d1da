"""What Stagedoor is measured against."""
