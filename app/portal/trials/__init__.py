"""Try it: the whole flow of an app, inside the portal."""
