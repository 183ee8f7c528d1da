"""Calendar subscriptions of a team."""
