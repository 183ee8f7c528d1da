"""Where to report a vulnerability: /.well-known/security.txt (RFC 9116)."""

from flask import Response, url_for

from app.config import settings
from app.models.accounts.languages import LOCALES
from app.models.values import clock, timestamps
from app.portal.blueprint import bp, public

DAY = 86_400  # seconds
LIFETIME = 180 * DAY  # section 2.5.5: less than a year


@bp.get("/.well-known/security.txt")
@public
def show_security_txt() -> Response:
    """The contact, and the policy on the page of the security checklist."""
    site = settings().public_url
    policy = url_for("portal.show_docs_page", path="guides/security", _anchor="reporting")
    today = clock.now() - clock.now() % DAY
    fields = [
        *(("Contact", contact) for contact in settings().security_contacts),
        ("Expires", timestamps.rfc3339(today + LIFETIME)),
        ("Preferred-Languages", ", ".join(LOCALES)),
        ("Canonical", site + url_for("portal.show_security_txt")),
        ("Policy", site + policy),
    ]
    text = "".join(f"{name}: {value}\n" for name, value in fields)
    response = Response(text, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
