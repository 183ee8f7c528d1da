"""Calendar subscriptions of teams."""
