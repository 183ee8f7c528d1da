"""What the consent page says beside the request: for how long, and what was removed before."""
