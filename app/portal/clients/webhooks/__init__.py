"""The webhooks of an app: its endpoints, what was sent to them, and their signatures."""
