"""The pages of the connect chain, which people pass between an app and its callback.

They have headers of their own (decision 32): an app may open them in a popup, and its callback may
redirect to anywhere.
"""

import re
from functools import lru_cache

# Each is the path of a page that people pass, on the way to an app's callback, from one form to the
# next. What else is on a path, such as its errors, belongs to it.
PAGES = frozenset(
    (
        "/login",
        "/login/code",
        "/logout",  # of "Not you?", which leads on to sign in
        "/register",
        "/forgot",
        "/reset/<token>",
        "/account/verify",
        "/account/verify/<token>",
        "/account/email",  # after a mistyped address
        "/account/email/keep",
        "/account/confirm",
        "/account/security",
        "/account/security/authenticator",
        "/teams/new",
        "/oauth/authorize",
        "/authorize",
        "/oauth/end_session",
    )
)


def is_page(path: str) -> bool:
    """Whether ``path`` is one of the chain, with whatever method and answer."""
    return path in PAGES or _keyed_pages().fullmatch(path) is not None


@lru_cache(1)
def _keyed_pages() -> re.Pattern[str]:
    keyed = [page for page in PAGES if "<" in page]
    return re.compile("|".join(re.sub("<[^>]+>", "[^/]+", page) for page in keyed))
