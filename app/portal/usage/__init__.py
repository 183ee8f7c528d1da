"""An app's usage and its request log."""
