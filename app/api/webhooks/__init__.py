"""Webhooks: subscriptions of a grant, as no-code tools make them."""
