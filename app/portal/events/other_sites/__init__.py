"""What other sites get of ours: links to calendars and maps, cards, colours of frames."""
