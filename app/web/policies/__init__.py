"""Privacy and terms: the files of the operator."""
