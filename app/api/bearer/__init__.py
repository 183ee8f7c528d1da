"""Bearer tokens: who calls, for which team, how often."""
