"""Modules of oidcc-config-certification-test-plan, each under its own name."""

import re
from urllib.parse import urlsplit

from joserfc.jwk import KeySet

from tests.support.openid_suite import ISSUER

WELL_KNOWN = "/.well-known/openid-configuration"
SCOPE_TOKEN = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
LISTS = (
    "response_types_supported",
    "subject_types_supported",
    "id_token_signing_alg_values_supported",
    "userinfo_signing_alg_values_supported",
    "grant_types_supported",
    "scopes_supported",
    "claims_supported",
    "code_challenge_methods_supported",
)


def test_oidcc_discovery_endpoint_verification(machine):
    answer = machine.get(WELL_KNOWN)
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    configuration = answer.json
    assert configuration["issuer"] == ISSUER
    assert [name for name in LISTS if not isinstance(configuration[name], list)] == []
    assert "code" in configuration["response_types_supported"]
    assert "authorization_code" in configuration["grant_types_supported"]
    assert set(configuration["subject_types_supported"]) <= {"public", "pairwise"}
    assert "RS256" in configuration["id_token_signing_alg_values_supported"]
    assert "openid" in configuration["scopes_supported"]
    assert all(SCOPE_TOKEN.fullmatch(scope) for scope in configuration["scopes_supported"])
    assert all(LANGUAGE.fullmatch(tag) for tag in configuration["ui_locales_supported"])


def test_oidcc_discovery_all_endpoints_are_https(machine):
    """Those that the suite knows by name, and every other address of the document."""
    configuration = machine.get(WELL_KNOWN).json
    endpoints = {name: value for name, value in configuration.items() if is_address(name)}
    required = {"authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"}
    assert required | {"registration_endpoint"} <= endpoints.keys()
    assert {urlsplit(address).scheme for address in endpoints.values()} == {"https"}


def test_oidcc_discovery_keys_are_public_and_named(machine):
    configuration = machine.get(WELL_KNOWN).json
    answer = machine.get(urlsplit(configuration["jwks_uri"]).path)
    keys = KeySet.import_key_set(answer.json).keys
    assert {key["alg"] for key in answer.json["keys"]} >= {"RS256"}
    assert [key for key in keys if key.is_private or key.key_type == "oct"] == []
    assert len({key["kid"] for key in answer.json["keys"]}) == len(keys)


def is_address(name):
    """Whether the member is an endpoint or a document."""
    return name.endswith(("_endpoint", "_uri")) and "_supported" not in name
