"""Pictures of events that people upload."""
