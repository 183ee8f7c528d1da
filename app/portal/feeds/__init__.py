"""A team's feeds and private feed links."""
