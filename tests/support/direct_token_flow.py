"""The direct token flow as an app and a person go through it."""

from urllib.parse import urlencode

from tests.support.forms import submit

CALLBACK = "https://example.com/kagibag/callback"


def link(**changes):
    """The documented authorize URL; None leaves a parameter out."""
    given = {
        "client_name": "MyApp",
        "redirect_uri": CALLBACK,
        "state": "csrf_token_123",
        **changes,
    }
    present = {name: value for name, value in given.items() if value is not None}
    return f"/oauth/authorize?{urlencode(present)}"


def approve(browser, **changes):
    """Press Authorize on the consent page."""
    return submit(browser, link(**changes), "Authorize")


def read(app, token, path="/api/v1/organizer/harbour-hall/events"):
    """The API's answer to the token."""
    return app.test_client().get(path, headers={"Authorization": f"Bearer {token}"})
