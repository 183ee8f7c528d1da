"""A developer's apps."""
