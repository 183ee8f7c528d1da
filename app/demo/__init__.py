"""``stagedoor demo``: data to look at, a server, a third-party app, and a tour through both."""
