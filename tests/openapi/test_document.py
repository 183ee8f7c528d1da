"""The document names every operation and schema once."""

import pytest

from app.openapi import document
from app.openapi.routes import list_routes
from app.version import VERSION


@pytest.fixture
def built(app, context):
    return document.build(app)


def references(value):
    """Yield every $ref in ``value``."""
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for member in value.values():
            yield from references(member)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from references(member)


def test_every_reference_leads_somewhere(built):
    for reference in set(references(built)):
        value = built
        for name in reference.removeprefix("#/").split("/"):
            value = value[name]
        assert value


def test_operation_ids_are_unique_and_plain(app):
    names = [document.operation_id(route) for route in list_routes(app)]
    assert len(set(names)) == len(names)
    assert all(name.replace("_", "").isalnum() for name in names)


def test_document_bears_the_name_and_address_of_the_installation(built):
    assert built["info"]["title"] == "Stagedoor"
    assert built["info"]["version"] == VERSION
    assert built["servers"] == [{"url": "http://localhost"}]


def test_token_in_the_query_is_for_reading_only(built):
    for methods in built["paths"].values():
        for method, operation in methods.items():
            if method != "get":
                assert {"token_in_query": []} not in operation["security"]
