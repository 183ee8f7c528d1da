"""Pages of developer teams: the teams, and their people."""
