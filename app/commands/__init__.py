"""What operators do on the command line, a file a noun."""
