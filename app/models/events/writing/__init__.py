"""Writing events: any number of them in the same few statements."""
