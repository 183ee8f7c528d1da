"""The headers of uploaded pictures: how long they may be kept, and that nothing runs in them."""

from flask import Response

FOR_EVERYBODY = "public, max-age=31536000, immutable"  # a name never changes its content
FOR_MEMBERS = "private, max-age=3600"
# Nothing runs in it and nothing is loaded by it, whatever a browser takes it for. Inline styles
# are those of the browser's own viewer.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def seal(response: Response, *, is_shared: bool) -> None:
    """Set the headers; ``is_shared``: everyone may see the picture."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = FOR_EVERYBODY if is_shared else FOR_MEMBERS
