"""How tables with millions of rows are read and purged."""
