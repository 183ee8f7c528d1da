"""GET /openapi.json: valid, cheap to ask for again, readable from any page."""

import json
import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.models.values.scopes import SCOPES


@pytest.fixture
def document(client):
    return client.get("/openapi.json").json


def operations(document):
    return {
        operation["operationId"]: operation
        for path in document["paths"].values()
        for operation in path.values()
    }


def test_document_is_openapi_3_1(document):
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()


def test_operations_have_names_of_their_own(document):
    count = sum(len(path) for path in document["paths"].values())
    assert len(operations(document)) == count > 30


def test_document_is_kept_and_read_from_pages_anywhere(client):
    first = client.get("/openapi.json")
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert first.headers["Cache-Control"].startswith("public, max-age=")
    again = client.get("/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.post("/openapi.json").status_code == 405


def test_scope_and_errors_follow_from_the_code(document):
    change = operations(document)["change_event"]
    assert {"oauth2": ["events:write"]} in change["security"]
    statuses = {"200", "400", "401", "403", "404", "409", "412", "413", "415", "428", "429", "503"}
    assert change["responses"].keys() == statuses
    sent = {parameter["name"] for parameter in change["parameters"]}
    assert sent == {"team", "slug", "If-Match", "Idempotency-Key"}


def test_schemes_name_the_real_addresses_and_every_scope(document):
    flow = document["components"]["securitySchemes"]["oauth2"]["flows"]["authorizationCode"]
    assert flow["authorizationUrl"] == "http://localhost/oauth/authorize"
    assert flow["tokenUrl"] == "http://localhost/oauth/token"
    assert flow["scopes"].keys() == SCOPES.keys()


def test_every_header_that_is_told_about_is_carried_by_an_answer(document):
    told = document["components"]["headers"].keys()
    carried = set(re.findall(r"#/components/headers/([\w-]+)", json.dumps(document)))
    assert told == carried
