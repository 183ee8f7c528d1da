"""Sample requests of the API reference in each language."""

import pytest

from app.portal.docs import endpoints, sample_requests
from app.portal.docs.reader import Reader

READER = Reader(team="harbour-hall")
LANGUAGES = list(sample_requests.WRITERS)


@pytest.fixture
def entry(context):
    """Find an entry by the endpoint of its route."""
    entries = [entry for _group, entries in endpoints.list_groups() for entry in entries]
    return lambda endpoint: next(e for e in entries if e.route.endpoint == endpoint)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sample_has_the_team_of_the_reader_and_a_token_from_the_environment(entry, language):
    sample = sample_requests.write(entry("api.list_events"), READER, language)
    assert "/api/v1/organizer/harbour-hall/events" in sample
    assert "ACCESS_TOKEN" in sample
    assert "{" + "team}" not in sample


@pytest.mark.parametrize("language", LANGUAGES)
def test_token_request_names_the_client_and_reads_the_secret(entry, language):
    sample = sample_requests.write(entry("oauth.issue_token"), READER, language)
    assert "CLIENT_SECRET" in sample
    assert "CLIENT_ID" in sample
    assert "ACCESS_TOKEN" not in sample


@pytest.mark.parametrize("language", LANGUAGES)
def test_request_with_a_body_is_json(entry, language):
    sample = sample_requests.write(entry("api.add_event"), READER, language)
    assert "POST" in sample or "post(" in sample
    assert "title" in sample


@pytest.mark.parametrize("language", LANGUAGES)
def test_request_with_a_file_sends_its_text_and_media_type(entry, language):
    sample = sample_requests.write(entry("api.import_calendar"), READER, language)
    assert "text/calendar" in sample
    assert "BEGIN:VCALENDAR" in sample
    assert "application/json" not in sample


def test_page_that_people_open_is_the_same_url_in_every_language(entry):
    page = entry("oauth.ask_consent")
    samples = {sample_requests.write(page, READER, language) for language in LANGUAGES}
    assert len(samples) == 1
    assert samples.pop().startswith("http://localhost/oauth/authorize?response_type=code")
