"""A browser is described by its User-Agent."""

import pytest

from app.portal.accounts import devices

CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "description"),
    [
        (CHROME, "Chrome on Windows"),
        (f"{CHROME} Edg/126.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Firefox/127.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Linux; Android 14) SamsungBrowser/25", "Samsung Internet on Android"),
        ("Mozilla/5.0 (iPhone; like Mac OS X) CriOS/126 Safari/604.1", "Chrome on iPhone"),
        ("curl/8.5.0", "curl"),
        ("Mozilla/5.0 (X11; CrOS x86_64)", "ChromeOS"),
        ("", "Unknown browser"),
        ("something else", "Unknown browser"),
    ],
)
def test_browser_is_described(app, agent, description):
    with app.test_request_context("/"):
        assert devices.describe(agent) == description
