"""Privacy and terms, as the operator writes them."""
