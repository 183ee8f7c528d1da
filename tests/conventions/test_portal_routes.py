"""Every route of portal and OAuth: shown in the table of pages, guarded, and safe from forgery."""

import re

import pytest

from app.extensions import db
from app.models.accounts.password_reset import PasswordReset
from tests.browser.pages import EVERY_PAGE
from tests.support.factories import make_user

DOORS = ("portal", "oauth")
# Routes whose answer is no page, each with its reason.
NOT_PAGES = {
    "oauth.show_metadata": "JSON for programs (RFC 8414)",
    "oauth.show_openid_configuration": "JSON for programs (Discovery 1.0)",
    "oauth.show_key_set": "JSON for programs (RFC 7517)",
    "oauth.show_receipt_keys": "likewise",
    "portal.download_receipt": "a signed file",
    "oauth.show_resource_metadata": "JSON for programs (RFC 9728)",
    "oauth.show_resource_metadata_at": "likewise",
    "oauth.show_grant": "JSON for programs (Grant Management for OAuth 2.0)",
    "portal.download_client_usage": "a CSV file",
    "portal.download_client_requests": "a CSV file",
    "portal.export_activity": "a CSV file",
    "portal.show_former_invitation": "leads to the page of the invitation",
    "portal.show_former_transfer": "likewise",
    "portal.export_audit": "a CSV file",
    "portal.export_guests": "a CSV file",
    "portal.list_zones": "JSON for a script of forms",
    "portal.show_security_txt": "a text file (RFC 9116)",
    "portal.show_former_public_team": "leads to the page of the team",
    "portal.show_embed_colours": "a stylesheet",
    "portal.show_event_picture": "a picture",
    "portal.show_icon": "a picture",
    "portal.show_robots": "a text file (RFC 9309)",
    "portal.show_changelog_feed": "an Atom feed",
    "portal.show_status_json": "JSON",
    "portal.show_privacy": "the operator's file; its test shows it",
    "portal.show_terms": "likewise",
    "portal.show_sitemap": "XML for search engines",
    "portal.show_sitemap_part": "likewise",
}
# Pages and forms for people who are not signed in, each with its reason.
PUBLIC = {
    "portal.home": "the front page",
    "portal.register": "who signs up has no account yet",
    "portal.create_account": "likewise",
    "portal.sign_in": "the way in",
    "portal.check_sign_in": "likewise",
    "portal.ask_second_step": "the pending sign-in proves the password",
    "portal.check_second_step": "likewise",
    "portal.offer_second_step": "likewise",
    "portal.offer_passkey": "a passkey is a way in",
    "portal.ask_reset": "who forgot the password cannot sign in",
    "portal.send_reset": "likewise",
    "portal.reset_password": "the link in the mail proves who it is",
    "portal.redeem_reset": "likewise",
    "portal.show_invitation": "says first what it offers, and then to sign in or up",
    "portal.answer_invitation": "who was invited by mistake declines without an account",
    "portal.show_former_invitation": "leads to the page of the invitation",
    "portal.show_former_transfer": "likewise",
    "portal.ask_not_me": "the link went to someone who has made no account",
    "portal.disown_account": "likewise",
    "portal.show_docs": "developers read before they sign up",
    "portal.show_docs_page": "likewise",
    "portal.search_docs": "likewise",
    "portal.show_operation": "likewise",
    "portal.show_changelog": "likewise",
    "portal.show_changelog_feed": "likewise",
    "portal.show_status": "whether the service works is for everybody",
    "portal.show_status_json": "likewise",
    "portal.show_privacy": "who signs up reads it first",
    "portal.show_terms": "likewise",
    "portal.show_connect_buttons": "likewise",
    "portal.show_security_txt": "who finds a vulnerability has no account",
    "portal.list_mails": "only there in the demo; shows mail of people who cannot sign in",
    "portal.list_zones": "which zones there are is no secret; sign-up asks, too",
    "portal.show_event": "published events are for everybody",
    "portal.show_event_anywhere": "likewise",
    "portal.show_event_picture": "likewise",
    "portal.show_icon": "likewise",
    "portal.show_public_team": "the team's page for everybody",
    "portal.show_former_public_team": "leads to the page of the team",
    "portal.show_embed": "the team's events in a frame on another site",
    "portal.show_embed_colours": "likewise",
    "portal.show_robots": "search engines have no account",
    "portal.show_sitemap": "likewise",
    "portal.show_sitemap_part": "likewise",
    "oauth.ask_consent": "learns first which app asks, then sends to the sign-in page",
    "oauth.decide_consent": "says on a page that the request has ended",
    "oauth.ask_user_code": "a device sends anyone here; no code is looked up before sign-in",
    "oauth.read_user_code": "likewise",
    "oauth.decide_device": "says on a page that the request has ended",
    "oauth.ask_to_end_session": "says that no one is signed in",
    "oauth.confirm_end_session": "likewise",
    "oauth.show_metadata": "programs read it before anything else",
    "oauth.show_openid_configuration": "likewise",
    "oauth.show_key_set": "likewise",
    "oauth.show_receipt_keys": "likewise",
    "oauth.show_resource_metadata": "likewise",
    "oauth.show_resource_metadata_at": "likewise",
}
# For programs, which prove who they are in the request itself: no cookie is read there, so none
# can be abused.
FOR_PROGRAMS = (
    "/api/",
    "/oauth/token",
    "/oauth/device_authorization",
    "/oauth/revoke",
    "/oauth/introspect",
    "/oauth/par",
    "/oauth/grants",
    "/oauth/register",
    "/credentials/report",
)


def rules_of(app, method):
    """The rules of both doors, for people, that answer ``method``."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in DOORS
        and method in rule.methods
        and not rule.rule.startswith(FOR_PROGRAMS)
    ]


def address_of(rule, **words):
    """A path of the rule, with something in each of its places: a word of ``words``, or "1"."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda place: words.get(place[1], "1"), rule.rule)


@pytest.fixture
def reset_link(app):
    """The token of a link to choose a new password; a form behind it asks for its CSRF token."""
    with app.app_context():
        token = PasswordReset.issue(make_user())
        db.session.commit()
        return token


def test_every_page_is_in_the_table_of_pages(app):
    addresses = app.url_map.bind("localhost")
    paths = [re.sub(r"{\w+}", "dead", shown.path).partition("?")[0] for shown in EVERY_PAGE]
    shown = {addresses.match(path)[0] for path in paths if addresses.test(path)}
    pages = {rule.endpoint for rule in rules_of(app, "GET")} - NOT_PAGES.keys()

    assert pages - shown == set(), "Add a line to tests/browser/pages.py for these."


def test_names_in_the_table_of_pages_are_told_apart():
    names = [shown.name for shown in EVERY_PAGE]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_gets_further_than_the_sign_in_page(app, client, method):
    app.config["WTF_CSRF_ENABLED"] = False  # the guard alone must hold
    open_to_all = []
    for rule in rules_of(app, method):
        answer = client.open(address_of(rule), method=method)
        sent_away = answer.status_code == 302 and answer.location.startswith("/login")
        if not sent_away and rule.endpoint not in PUBLIC:
            open_to_all.append((rule.rule, answer.status_code))

    assert open_to_all == []


def test_every_form_of_people_refuses_a_request_without_its_token(app, client, reset_link):
    answers = {
        rule.rule: client.post(address_of(rule, token=reset_link)).status_code
        for rule in rules_of(app, "POST")
    }

    assert answers, "No POST route was found; does the convention still name the right doors?"
    assert {path: status for path, status in answers.items() if status != 400} == {}


def test_public_pages_of_the_portal_are_those_listed(app):
    public = {
        name for name, view in app.view_functions.items() if getattr(view, "is_public", False)
    }
    assert public - {"portal.sign_out"} == {name for name in PUBLIC if name.startswith("portal.")}


def test_lists_name_routes_that_exist(app):
    known = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert (PUBLIC.keys() | NOT_PAGES.keys()) - known == set()
