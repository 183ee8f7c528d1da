"""What people are told of their grants by time alone, beside any request."""
