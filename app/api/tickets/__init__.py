"""Guest lists, check-in and the stream of bookings, for a team's apps."""
