"""The worker that reads the calendars of subscriptions."""
