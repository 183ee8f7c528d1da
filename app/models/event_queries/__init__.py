"""How events are read: by apps, by the public, by members, as a stream."""
