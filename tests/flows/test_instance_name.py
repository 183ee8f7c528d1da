"""INSTANCE_NAME names the site to its people: on every page, in every mail, in every document."""

import ast
import re
from pathlib import Path

import pytest

from app.extensions import db
from app.factory import create_app
from app.mail import delivery
from tests.browser.cast import email_of, make_cast
from tests.browser.pages import EVERY_PAGE
from tests.support.forms import submit
from tests.support.people import sign_in
from tests.support.settings import make_settings

PROJECT = Path(__file__).parents[2]
NAME = "Harbour Nights"
SOFTWARE = "Stagedoor"
# Where the software is meant, and not the site that runs it.
OF_THE_SOFTWARE = {
    "app/config.py": "what an installation is called until it has a name",
    "app/api/bearer/errors.py": "a realm, which clients compare",
    "app/oauth/errors.py": "likewise",
    "app/api/feed_formats/atom.py": "the generator of a feed is a program (RFC 4287)",
    "app/api/feed_formats/rss.py": "likewise",
    "app/api/feed_formats/calendar.py": "PRODID is the product that wrote a file (RFC 5545)",
    "app/outbound/http_get.py": "the User-Agent is a program",
    "app/database/copies/backup_file.py": "a backup is read by a program",
    "app/commands/serve.py": "tells the person at the terminal what runs",
    "app/demo/runner.py": "likewise",
    "app/checks/file_checks.py": "tells the operator which user runs it",
    "app/checks/unreachable.py": "likewise",
    "app/serving/request_environ.py": "SERVER_SOFTWARE is a program (RFC 3875)",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site with its own name and the cast of the browser tests, and what addresses hold."""
    home = tmp_path_factory.mktemp("site")
    settings = make_settings(
        instance_name=NAME, database_url=f"sqlite:///{home}/site.db", stagedoor_home=home
    )
    app = create_app(settings)
    with app.app_context():
        db.create_all()
        words = make_cast(home, "http://localhost")
        db.session.commit()
    yield app, words
    with app.app_context():
        db.engine.dispose()


def test_every_page_has_the_name_of_the_site_and_of_no_other(site):
    app, words = site
    browsers = {None: app.test_client()}
    for shown in EVERY_PAGE:
        if shown.who not in browsers:
            browsers[shown.who] = app.test_client()
            sign_in(browsers[shown.who], email_of(shown.who))
        answer = browsers[shown.who].get(shown.path.format(**words), follow_redirects=True)
        title = re.search(r"<title>(.*?)</title>", answer.text, re.S)[1]
        assert title.endswith(f" · {NAME}"), shown.name
        assert answer.text.count(NAME) > 1, shown.name
        assert SOFTWARE not in answer.text, shown.name


def test_documents_for_programs_have_the_name(site):
    client = site[0].test_client()
    assert client.get("/openapi.json").json["info"]["title"] == NAME
    metadata = client.get("/.well-known/oauth-protected-resource").json
    assert metadata["resource_name"] == NAME


def test_mail_comes_from_the_name_and_ends_with_it(site):
    app, _words = site
    submit(app.test_client(), "/forgot", "Send", email=email_of("olivia"))
    [message] = app.extensions["mail_outbox"]
    assert message.body.rstrip().endswith(NAME)
    for sender in ("mail@example.org", "Office <mail@example.org>"):
        mail = delivery.compose(message, make_settings(instance_name=NAME, mail_from=sender))
        assert mail["From"] == (sender if "<" in sender else f"{NAME} <mail@example.org>")


@pytest.mark.parametrize("path", [*(PROJECT / "templates").rglob("mails/*.txt")], ids=str)
def test_every_mail_ends_as_all_do(path):
    assert path.read_text().startswith('{% extends "layouts/mail.txt" %}')


def test_name_of_the_software_is_written_only_where_it_is_meant():
    templates = [path for path in (PROJECT / "templates").rglob("*.*") if path.is_file()]
    assert [path for path in templates if SOFTWARE in path.read_text()] == []
    sources = {
        path.relative_to(PROJECT).as_posix()
        for path in (PROJECT / "app").rglob("*.py")
        if any(SOFTWARE in text for text in texts_in(path))
    }
    assert sources == OF_THE_SOFTWARE.keys()


def texts_in(path):
    """The strings of a module, docstrings apart."""
    tree = ast.parse(path.read_text())
    sentences = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in sentences
    ]
