"""Tables of the documentation agree with the server."""

import re
from pathlib import Path

from app.models.clients.redirect_uri import validate
from app.oauth.errors import DESCRIPTIONS
from app.portal.docs import facts
from app.web.problems import PROBLEMS, anchor


def test_bad_redirect_uris_are_refused_and_good_ones_are_not(app):
    with app.test_request_context():
        assert len(facts.bad_redirect_uris()) == len(facts.BAD_REDIRECT_URIS)
        for uri, _why in facts.GOOD_REDIRECT_URIS:
            assert validate(uri) == uri


def test_every_error_has_one_place_on_the_page(client):
    """``error_uri`` leads there."""
    page = client.get("/docs/errors").text
    codes = facts.list_anchored() | {problem.code for problem in PROBLEMS.values()}
    assert DESCRIPTIONS.keys() <= codes
    for code in codes:
        assert page.count(f'id="{anchor(code)}"') == 1, code


def test_every_error_of_the_doors_has_a_row():
    sources = [path for door in ("oauth", "api") for path in Path("app", door).rglob("*.py")]
    codes = {code for path in sources for code in ERROR.findall(path.read_text())}
    assert {"invalid_client_metadata", "precondition_failed"} <= codes
    assert codes - facts.list_anchored() == set(), "Add a row to app/portal/docs/facts.py."


# The code in Refusal("code", …), refuse(400, "code", …) and the like.
ERROR = re.compile(r'(?:Refusal\(|(?:refuse\w*|challenge)\(\s*\d{3},)\s*"([A-Za-z_ ]+)"')


def test_errors_while_connecting_are_those_of_the_server():
    named = {name for codes, *_words in facts.CONNECTING for name in codes.split(", ")}
    of_the_page = {"login_required", "consent_required"}
    assert named - of_the_page <= DESCRIPTIONS.keys()
