"""Who may see a page: sign-in, teams, operators, limits."""
