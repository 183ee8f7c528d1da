"""An app's refused requests, with the reason and the fix."""
