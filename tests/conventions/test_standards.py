"""docs/standards.md is true: its tests exist, and nothing advertised or certified is missing."""

import ast
import re
from functools import cache

import pytest

from tests.conventions.source import PROJECT

PAGE = PROJECT / "docs" / "standards.md"
TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")
NAME = re.compile(r"`([^`]+)`")
# The modules of each plan, without the prefix "oidcc-", as the suite had them in 2026.
PLANS = {
    "oidcc-basic-certification-test-plan": """
        server response-type-missing idtoken-signature idtoken-unsigned userinfo-get
        userinfo-post-header userinfo-post-body
        ensure-request-without-nonce-succeeds-for-code-flow scope-profile scope-email
        scope-address scope-phone scope-all ensure-other-scope-order-succeeds display-page
        display-popup prompt-login prompt-none-not-logged-in prompt-none-logged-in max-age-1
        max-age-10000 ensure-request-with-unknown-parameter-succeeds id-token-hint login-hint
        ui-locales claims-locales ensure-request-with-acr-values-succeeds codereuse
        codereuse-30seconds ensure-registered-redirect-uri ensure-post-request-succeeds
        server-client-secret-post
        request-uri-unsigned-supported-correctly-or-rejected-as-unsupported
        unsigned-request-object-supported-correctly-or-rejected-as-unsupported claims-essential
        ensure-request-object-with-redirect-uri refresh-token
        ensure-request-with-valid-pkce-succeeds""",
    "oidcc-config-certification-test-plan": "discovery-endpoint-verification",
    "oidcc-dynamic-certification-test-plan": """
        idtoken-rs256 idtoken-unsigned userinfo-rs256
        ensure-redirect-uri-in-authorization-request redirect-uri-query-OK
        redirect-uri-query-mismatch redirect-uri-query-added redirect-uri-regfrag
        discovery-endpoint-verification server registration-logo-uri registration-policy-uri
        registration-tos-uri registration-jwks-uri registration-sector-uri
        registration-sector-bad server-rotate-keys refresh-token-rp-key-rotation
        request-uri-unsigned request-uri-signed-rs256 ensure-request-object-with-redirect-uri
        refresh-token ensure-client-assertion-with-iss-aud-succeeds""",
    "oidcc-rp-initiated-logout-certification-test-plan": """
        rp-initiated-logout-discovery-endpoint-verification rp-initiated-logout
        rp-initiated-logout-bad-post-logout-redirect-uri
        rp-initiated-logout-query-added-to-post-logout-redirect-uri
        rp-initiated-logout-bad-id-token-hint rp-initiated-logout-modified-id-token-hint
        rp-initiated-logout-no-id-token-hint rp-initiated-logout-no-params
        rp-initiated-logout-no-post-logout-redirect-uri rp-initiated-logout-no-state
        rp-initiated-logout-only-state""",
}


@cache
def sections():
    """Return the rows of the page's tables by heading, each a list of cells."""
    parts = re.split(r"^#+ (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.M)[1:]
    return {
        heading: [cells(line) for line in text.splitlines() if is_row(line)]
        for heading, text in zip(parts[::2], parts[1::2], strict=True)
    }


def is_row(line):
    """Whether it is a row of a table, and neither its head nor the line below that."""
    return line.startswith("| ") and not line.startswith(("| section ", "| member ", "| module "))


def cells(line):
    return [cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|")]


def rows():
    """Return every row about a standard, a member or a module."""
    return [row for name, table in sections().items() if "Pages" not in name for row in table]


@cache
def functions(path):
    """Return the names of the test functions of a file below tests/, those of classes too."""
    file = PROJECT / "tests" / path
    if not file.exists():
        return frozenset()
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return frozenset(
        node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def test_page_has_rows():
    assert len(rows()) > 100


def test_every_test_that_is_named_exists():
    named = TEST.findall(PAGE.read_text(encoding="utf-8"))
    assert [f"{path}::{name}" for path, name in named if name not in functions(path)] == []


def test_every_row_names_a_test_or_says_why_nothing_is_done():
    silent = [row[0] for row in rows() if not TEST.search("".join(row)) and not row[-1]]
    assert silent == []


def test_what_is_done_is_tested():
    """A row of a standard with something in "done" names a test."""
    tables = [rows for name, rows in sections().items() if rows and len(rows[0]) == 4]
    assert [row[0] for rows in tables for row in rows if row[1] and not TEST.search(row[2])] == []


@pytest.mark.parametrize("plan", PLANS)
def test_every_module_of_a_plan_has_a_row(plan):
    modules = [NAME.findall(row[0])[0] for row in sections()[plan]]
    assert sorted(modules) == sorted(f"oidcc-{name}" for name in PLANS[plan].split())


def test_every_test_of_the_modules_is_named():
    """A new one belongs on the page."""
    named = set(TEST.findall(PAGE.read_text(encoding="utf-8")))
    folder = PROJECT / "tests" / "conformance"
    written = {
        (f"conformance/{file.name}", name)
        for file in folder.glob("test_*.py")
        for name in functions(f"conformance/{file.name}")
        if name.startswith("test_")
    }
    assert written - named == set()


def test_every_member_of_the_metadata_has_a_row_with_its_values(client):
    table = sections()["The metadata, member by member"]
    values = {member: set(NAME.findall(row[1])) for row in table for member in NAME.findall(row[0])}
    metadata = client.get("/.well-known/openid-configuration").json
    assert values.keys() == metadata.keys()
    lists = {name: set(value) for name, value in metadata.items() if isinstance(value, list)}
    assert values["scopes_supported"] <= lists.pop("scopes_supported")
    del lists["protected_resources"]  # addresses
    assert {
        name: missing for name, value in lists.items() if (missing := value - values[name])
    } == {}


def test_every_page_about_a_standard_is_linked():
    folder = PROJECT / "templates" / "portal" / "docs" / "standards"
    text = PAGE.read_text(encoding="utf-8")
    pages = [page.relative_to(PROJECT).as_posix() for page in sorted(folder.glob("*.html"))]
    assert [page for page in pages if f"(../{page})" not in text] == []
