"""Access tokens with which developers try the API in their sandbox."""
