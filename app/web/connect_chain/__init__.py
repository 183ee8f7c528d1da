"""The connect chain: the pages between an app and its callback, such as sign-in and consent."""
