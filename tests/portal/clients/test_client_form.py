"""The forms for metadata: what they read, and what fills them in."""

import pytest
from werkzeug.datastructures import MultiDict

from app.models.clients.client_metadata import ClientMetadata
from app.portal.clients.client_form import NewClientForm, RedirectURIsForm, ScopesForm, tidy_lines

METADATA = ClientMetadata(
    name="Poster",
    redirect_uris=("https://a.example/cb", "https://b.example/cb"),
    runs_on="browser",
    scopes=frozenset({"events:write", "events:read"}),
)


@pytest.fixture(autouse=True)
def inside(app):
    """A request, which forms need."""
    with app.test_request_context():
        yield


def test_lines_are_tidied():
    assert tidy_lines(" a \r\n\n\t b\r\n") == "a\nb"
    assert tidy_lines(None) == ""


def test_form_filled_in_with_metadata_describes_the_same():
    form = NewClientForm.of(METADATA)
    assert form.confidential.data == "0"
    assert ClientMetadata(**form.described(), runs_on="browser") == METADATA


def test_link_fills_in_the_fields_that_it_names():
    query = MultiDict([("name", "Tide"), ("scopes", "b a"), ("redirect_uris", " x "), ("z", "1")])
    form = NewClientForm.filled_in(query)
    assert (form.name.data, form.redirect_uris.data) == ("Tide", "x")
    assert form.scopes.data == ["a", "b"]
    assert form.profile.data == "standard"


def test_partial_forms_change_one_thing():
    assert RedirectURIsForm.of(METADATA).described() == {"redirect_uris": METADATA.redirect_uris}
    assert ScopesForm.of(METADATA).described() == {"scopes": METADATA.scopes}
