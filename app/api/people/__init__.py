"""The person behind a token: profile, teams, tickets."""
