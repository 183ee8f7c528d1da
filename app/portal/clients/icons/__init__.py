"""Icons of apps: uploaded on their pages, sent to browsers."""
