"""The server: receives requests away from the threads that answer them."""
