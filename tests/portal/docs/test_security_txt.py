"""security.txt (RFC 9116): found by anyone, always current."""

from datetime import UTC, datetime

import pytest

from app.config import Settings

PATH = "/.well-known/security.txt"
YEAR = 365 * 86_400  # seconds


def fields(client):
    answer = client.get(PATH)
    assert (answer.status_code, answer.content_type) == (200, "text/plain; charset=utf-8")
    return [line.split(": ", 1) for line in answer.text.splitlines()]


def test_file_has_the_fields_of_the_standard_each_once(client):
    names = [name for name, _value in fields(client)]
    assert names == ["Contact", "Expires", "Preferred-Languages", "Canonical", "Policy"]
    values = dict(fields(client))
    assert values["Contact"] == "mailto:security@localhost"
    assert values["Canonical"] == f"http://localhost{PATH}"
    page, _hash, place = values["Policy"].removeprefix("http://localhost").partition("#")
    assert f'id="{place}"' in client.get(page).text


@pytest.mark.parametrize("days", [0, 1, 300, 4000])
def test_file_never_expires_while_it_is_served_and_within_a_year(client, clock, days):
    clock.advance(days * 86_400)
    expires = datetime.strptime(dict(fields(client))["Expires"], "%Y-%m-%dT%H:%M:%SZ")
    left = expires.replace(tzinfo=UTC).timestamp() - clock.at
    assert 30 * 86_400 < left < YEAR


class TestContacts:
    """Those of the operator."""

    @pytest.fixture
    def settings(self, settings):
        contacts = "https://example.org/report mailto:sec@example.org"
        return settings.model_copy(update={"security_contact": contacts})

    def test_each_has_a_line_in_order_of_preference(self, client):
        contacts = [value for name, value in fields(client) if name == "Contact"]
        assert contacts == ["https://example.org/report", "mailto:sec@example.org"]


@pytest.mark.parametrize(
    "contact", ["sec@example.org", "http://x.example", "mailto:a\u2028b", "https://x\x00"]
)
def test_contact_that_is_no_uri_is_refused_at_the_start(contact):
    with pytest.raises(ValueError, match="mailto:, https: or tel:"):
        Settings(security_contact=contact)
