"""The claims parameter is read leniently where the standard says so, and strictly elsewhere."""

import json

import pytest

from app.models.values.claims_request import ClaimsRequest


def parse(**places):
    return ClaimsRequest.parse(json.dumps(places))


@pytest.mark.parametrize(
    "text",
    [
        *("", "nonsense", "[]", '"name"', "null", "1", "NaN", "[" * 3000, '{"id_token": NaN}'),
        *('{"id_token": []}', '{"userinfo": "name"}', '{"id_token": {"name": 1}}'),
        *('{"id_token": {"name": []}}', '{"id_token": {"acr": {"essential": "yes"}}}'),
        *('{"id_token": {"acr": {"values": "a"}}}',),
        json.dumps({"id_token": {"acr": {"values": ["x"] * 21}}}),
    ],
)
def test_malformed_request_is_refused_with_a_reason(text):
    with pytest.raises(ValueError, match="^claims"):
        ClaimsRequest.parse(text)


def test_unknown_claims_places_and_rules_are_ignored():
    request = parse(
        id_token={"name": None, "http://example.info/claims/x": {"essential": 7}, "birthdate": []},
        elsewhere=[1],
        userinfo=None,
    )
    assert request.id_token == {"name": {}}
    assert request.userinfo == {}
    assert parse(userinfo={"email": {"essential": True, "color": 1}}).userinfo == {
        "email": {"essential": True}
    }


def test_request_survives_being_stored():
    request = parse(id_token={"acr": {"essential": True, "values": ["phr"]}}, userinfo={"name": {}})
    assert ClaimsRequest.parse(request.dump()) == request


def test_wanted_claims_name_the_scopes_that_cover_them():
    assert parse(id_token={"name": None}, userinfo={"email": None}).scopes == {"profile", "email"}
    assert parse(id_token={"acr": None, "sub": None}).scopes == set()


@pytest.mark.parametrize(
    ("acr", "required"),
    [
        ({"essential": True, "values": ["a", "b"]}, ["a", "b"]),
        ({"essential": True, "value": "a"}, ["a"]),
        ({"essential": False, "values": ["a"]}, None),
        ({"values": ["a"]}, None),
        ({"essential": True}, None),
        (None, None),
    ],
)
def test_only_an_essential_acr_with_values_is_required(acr, required):
    assert parse(id_token={"acr": acr}).required_acr == required


def test_subject_may_be_required_at_either_place():
    assert parse(id_token={"sub": {"value": "usr_a"}}).subjects == ["usr_a"]
    assert parse(userinfo={"sub": {"values": ["usr_a", "usr_b"]}}).subjects == ["usr_a", "usr_b"]
    assert parse(id_token={"sub": None}).subjects is None
