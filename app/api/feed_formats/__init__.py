"""A team's events in the formats of calendars, feed readers, search engines and spreadsheets."""
