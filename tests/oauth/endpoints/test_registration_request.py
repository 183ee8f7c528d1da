"""Registration requests: Gancio's form or JSON, and the JSON of RFC 7591."""

import pytest
from flask import request

from app.models.values.errors import ValidationError
from app.oauth.endpoints.registration_request import read_gancio, read_rfc7591
from app.oauth.errors import Refusal

NAME = {"client_name": "Poster Board"}


def read(app, reader, **sent):
    with app.test_request_context("/", method="POST", **sent):
        return reader(request)


def test_plain_http_of_gancio_also_registers_its_https_twin(app):
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(
        update={"allow_http_redirects": True}
    )
    uris = "http://blog.example/cb http://localhost/cb"
    sent, metadata = read(app, read_gancio, data={**NAME, "redirect_uris": uris})
    assert sent == uris
    assert metadata.redirect_uris == (*uris.split(), "https://blog.example/cb")


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"scopes": "events:read"}, "scopes"), ({"redirect_uris": [1]}, "redirect_uris")],
)
def test_gancio_request_out_of_bounds_names_the_field(app, changes, field):
    body = {**NAME, "redirect_uris": ["https://blog.example/cb"], **changes}
    with pytest.raises(ValidationError) as refused:
        read(app, read_gancio, json=body)
    assert refused.value.field == field


def test_rfc7591_takes_json_alone(app):
    body = {**NAME, "redirect_uris": ["https://blog.example/cb"], "unknown": 1}
    assert read(app, read_rfc7591, json=body).metadata.name == "Poster Board"
    for sent in ({"data": body}, {"data": "[]", "content_type": "application/json"}):
        with pytest.raises(Refusal) as refused:
            read(app, read_rfc7591, **sent)
        assert refused.value.error == "invalid_client_metadata"
