"""The language of a page: which it is, its texts, and how it writes dates."""
