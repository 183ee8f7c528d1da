"""Who calls: the network of a request, and how often a caller may try."""
