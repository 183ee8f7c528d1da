"""Icons of apps, which their developers upload and operators review."""
