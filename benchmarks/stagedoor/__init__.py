"""How each operation is asked of Stagedoor."""
