"""Every page of the portal and of consent, in every state that looks different.

A route without a line here fails tests/conventions/test_portal_routes.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from playwright.sync_api import Page

from tests.browser import deeds

Deed = Callable[[Page], None]


@dataclass(frozen=True)
class Shown:
    """A page as ``who`` sees it at ``path`` after ``deed``; ``{words}`` are the cast's."""

    name: str
    path: str
    who: str | None = None
    status: int = 200
    deed: Deed | None = None


def asking(app: str, **more: str) -> str:
    """The path of a request for permission by ``app``."""
    query = {"response_type": "code", "client_id": f"{{{app}}}", "prompt": "consent", **more}
    return "/oauth/authorize?" + urlencode(query, safe="{}")


BACK = {"redirect_uri": "https://poster.example.org/callback"}
HALL, OWL = "/teams/harbour-hall", "/teams/night-owl"
EVENT = HALL + "/events/{event}"
APP = "/developer/apps/{poster}"
POSTER_URI = "https://poster.example.org/callback"

PUBLIC = (
    Shown("front page", "/"),
    Shown("front page, signed in", "/", "olivia"),
    Shown("sign up", "/register"),
    Shown("sign up, refused", "/register", None, 422, deeds.press("Sign up")),
    Shown("sign in", "/login"),
    Shown("sign in, refused", "/login", None, 422, deeds.sign_in_wrongly),
    Shown("sign in for an app", asking("reader")),
    Shown("sign up for an app", "/register?next=" + "/oauth/authorize%3Fclient_id%3D{reader}"),
    Shown("forgot", "/forgot"),
    Shown("forgot, sent", "/forgot", None, 200, deeds.ask_for_a_link),
    Shown("reset", "/reset/{reset}"),
    Shown("reset, refused", "/reset/{reset}", None, 422, deeds.choose_a_short_password),
    Shown("reset, dead link", "/reset/dead", None, 410),
    Shown("public team", "/t/harbour-hall"),
    Shown("public event", "/harbour-hall/{event}"),
    Shown("public event, cancelled", "/event/{cancelled}"),
    Shown("public event, series", "/harbour-hall/{series}"),
    Shown("docs", "/docs"),
    Shown("docs, signed in", "/docs", "devi"),
    Shown("docs, python", "/docs/quick-start/python", "devi"),
    Shown("docs guide", "/docs/guides/redirect-uris"),
    Shown("docs guide, events", "/docs/guides/reading-events"),
    Shown("docs, moving", "/docs/moving/gancio"),
    Shown("docs, scopes", "/docs/scopes"),
    Shown("docs, endpoints", "/docs/api"),
    Shown("docs, reference", "/docs/api/events?language=python", "devi"),
    Shown("docs, errors", "/docs/errors"),
    Shown("docs search", "/docs/search?q=refresh+token"),
    Shown("docs search, no match", "/docs/search?q=refesh"),
    Shown("connect buttons", "/docs/connect-buttons"),
    Shown("connect buttons, own app", "/docs/connect-buttons?app={poster}", "devi"),
    Shown("connect buttons, public app", "/docs/connect-buttons?app={pocket}", "devi"),
    Shown("inbox", "/inbox"),
    Shown("not found", "/no/such/page", None, 404),
    Shown("expired form", "/register", None, 400, deeds.send_a_stale_form),
)
ACCOUNT = (
    Shown("account", "/account", "olivia"),
    Shown("account, refused", "/account", "olivia", 422, deeds.save_without_a_name),
    Shown("password", "/account/password", "olivia"),
    Shown("password, refused", "/account/password", "olivia", 422, deeds.press("Change the pass")),
    Shown("password again", "/account/confirm", "olivia"),
    Shown("password again, refused", "/account/confirm", "olivia", 422, deeds.press("Go on")),
    Shown("sessions", "/account/sessions", "olivia"),
    Shown("activity", "/account/activity", "olivia"),
    Shown("activity, none", "/account/activity?kind=apps", "viggo"),
    Shown("change e-mail", "/account/email", "olivia"),
    Shown("verify", "/account/verify", "ugo"),
    Shown("verify, link", "/account/verify/{confirmation}", "ugo"),
    Shown("verify, wrong account", "/account/verify/{confirmation}", "olivia", 403),
    Shown("teams, unverified", "/teams", "ugo"),
    Shown("delete account", "/account/delete", "enzo"),
    Shown("delete account, sole owner", "/account/delete", "olivia"),
    Shown("connected apps", "/account/apps", "olivia"),
    Shown("connected apps, none", "/account/apps", "nina"),
    Shown("connected app", "/account/apps/{grant}", "olivia"),
    Shown("connected app, ended", "/account/apps/{ended_grant}", "olivia"),
    Shown("revoke an app", "/account/apps/{grant}/revoke", "olivia"),
    Shown("revoke all apps", "/account/apps/revoke-all", "olivia"),
    Shown("revoke another's app", "/account/apps/{grant}/revoke", "otto", 404),
)
TEAMS = (
    Shown("teams", "/teams", "olivia"),
    Shown("teams, none", "/teams", "nina"),
    Shown("new team", "/teams/new", "nina"),
    Shown("new team, refused", "/teams/new", "nina", 422, deeds.press("Make the team")),
    Shown("team", HALL, "olivia"),
    Shown("team, new", "/teams/back-room", "olivia"),
    Shown("team, viewer", HALL, "viggo"),
    Shown("team of others", HALL, "nina", 404),
    Shown("team settings", f"{HALL}/settings", "olivia"),
    Shown("delete team", f"{HALL}/delete", "olivia"),
    Shown("team settings, viewer", f"{HALL}/settings", "viggo", 403),
    Shown("members", f"{HALL}/members", "olivia"),
    Shown("members, viewer", f"{HALL}/members", "viggo"),
    Shown("members, refused", f"{HALL}/members", "olivia", 422, deeds.press("Add")),
    Shown("invitation", "/invite/{invitation}", "nina"),
    Shown("invitation, dead", "/invite/dead", "nina", 404),
    Shown("events", f"{HALL}/events", "olivia"),
    Shown("events, viewer", f"{HALL}/events", "viggo"),
    Shown("events, none", "/teams/back-room/events", "olivia"),
    Shown("events, no match", f"{HALL}/events?q=zebra", "olivia"),
    Shown("new event", f"{HALL}/events/new", "olivia"),
    Shown("new event, refused", f"{HALL}/events/new", "olivia", 422, deeds.press("Add the event")),
    Shown("event", EVENT, "olivia"),
    Shown("event, draft", f"{HALL}/events/{{draft}}", "olivia"),
    Shown("event, series", f"{HALL}/events/{{series}}", "viggo"),
    Shown("edit event", f"{EVENT}/edit", "olivia"),
    Shown("edit event, refused", f"{EVENT}/edit", "olivia", 422, deeds.save_without_a_title),
    Shown("edit event, conflict", f"{EVENT}/edit", "olivia", 409, deeds.save_an_old_version),
    Shown("cancel event", f"{EVENT}/cancel", "olivia"),
    Shown("delete event", f"{EVENT}/delete", "olivia"),
    Shown("import", "/teams/night-owl/events/import", "olivia"),
    Shown("import, refused", "/teams/night-owl/events/import", "olivia", 422, deeds.import_noise),
    Shown("import, report", "/teams/night-owl/events/import", "olivia", 200, deeds.import_events),
    Shown("feeds", f"{HALL}/feeds", "olivia"),
    Shown("feeds, none", "/teams/back-room/feeds", "olivia"),
    Shown("new private link", f"{HALL}/feeds/new", "olivia"),
    Shown("new private link, refused", f"{HALL}/feeds/new", "olivia", 422, deeds.press("Make the")),
    Shown("private link", f"{HALL}/feeds/{{feed_link}}", "olivia"),
    Shown("private link, just made", f"{OWL}/feeds/new", "otto", 200, deeds.make_a_link),
    Shown("private link, new address", f"{HALL}/feeds/{{feed_link}}/replace", "olivia"),
    Shown("revoke a private link", f"{HALL}/feeds/{{feed_link}}/revoke", "olivia"),
    Shown("apps of the team", f"{HALL}/apps", "olivia"),
    Shown("apps of the team, none", "/teams/back-room/apps", "olivia"),
    Shown("app of the team", f"{HALL}/apps/{{grant}}", "olivia"),
    Shown("app that a member asks for", f"{HALL}/apps/requests/{{app_request}}", "olivia"),
    Shown("revoke an app of the team", f"{HALL}/apps/{{grant}}/revoke", "olivia"),
)
DEVELOPER = (
    Shown("apps", "/developer/apps", "devi"),
    Shown("apps, none", "/developer/apps", "nina"),
    Shown("apps, no match", "/developer/apps?q=zebra", "devi"),
    Shown("new app", "/developer/apps/new", "devi"),
    Shown("new app, refused", "/developer/apps/new", "devi", 422, deeds.register_badly),
    Shown("manifest", "/developer/apps/new/manifest", "devi"),
    Shown("app, just made", "/developer/apps/new", "otto", 200, deeds.register_an_app),
    Shown("app", APP, "devi"),
    Shown("app, unused", "/developer/apps/{unused_app}", "devi"),
    Shown("app, suspended", "/developer/apps/{lobby}", "devi"),
    Shown("app, pending", "/developer/apps/{ticket}", "devi"),
    Shown("app, public", "/developer/apps/{pocket}", "devi"),
    Shown("app, refused", "/developer/apps/{turned}", "devi"),
    Shown("app of others", APP, "nina", 404),
    Shown("edit app", f"{APP}/edit", "devi"),
    Shown("addresses", f"{APP}/redirect-uris", "devi"),
    Shown("address test", f"{APP}/redirect-uris/test?redirect_uri={POSTER_URI}", "devi"),
    Shown("scopes of an app", f"{APP}/scopes?scopes=events:write&scopes=profile:read", "devi"),
    Shown("consent preview", f"{APP}/consent-preview?scope=events:write", "devi"),
    Shown("usage", f"{APP}/usage", "devi"),
    Shown("usage, none", "/developer/apps/{unused_app}/usage", "devi"),
    Shown("request log", f"{APP}/log", "devi"),
    Shown("request log, no match", f"{APP}/log?q=none", "devi"),
    Shown("request", f"{APP}/log/{{failed_call}}", "devi"),
    Shown("app settings", f"{APP}/settings", "devi"),
    Shown("app settings, refused", f"{APP}/settings", "devi", 422, deeds.choose_no_scope),
    Shown("app settings, public", "/developer/apps/{pocket}/settings", "devi"),
    Shown("app settings, direct token", "/developer/apps/{kiosk}/settings", "devi"),
    Shown("app profile", f"{APP}/profile", "devi"),
    Shown("flow doctor", f"{APP}/doctor", "devi"),
    Shown("flow doctor, none", "/developer/apps/{front}/doctor", "devi"),
    Shown("try it", "/developer/apps/{pocket}/try", "devi"),
    Shown("try it, tried", "/developer/apps/{pocket}/try", "devi", 200, deeds.try_an_app),
    Shown("trial answer", "/developer/apps/{pocket}/try/callback", "devi"),
    Shown("delete app", f"{APP}/delete", "devi"),
    Shown("delete app, refused", f"{APP}/delete", "devi", 422, deeds.delete_with_another_name),
    Shown("transfer", f"{APP}/transfer", "devi"),
    Shown("take over", "/developer/transfers/{transfer}", "otto"),
    Shown("take over, dead link", "/developer/transfers/dead", "otto", 404),
    Shown("end all authorizations", f"{APP}/end-all", "devi"),
    Shown("new secret", f"{APP}/secrets", "devi"),
    Shown("revoke a secret", f"{APP}/secrets/{{secret}}/revoke", "devi"),
)
CONSENT = (
    Shown("consent, several teams", asking("reader"), "olivia"),
    Shown("consent, no team chosen", asking("reader"), "olivia", 422, deeds.press("Authorize")),
    Shown("consent, many teams", asking("reader"), "mia"),
    Shown("consent, search", asking("reader", q="hall"), "mia"),
    Shown("consent, more access", asking("poster", scope="events:write", **BACK), "otto"),
    Shown("consent, one team", asking("reader"), "otto"),
    Shown("consent, viewer only", asking("reader"), "viggo"),
    Shown("consent, no team", asking("reader"), "nina"),
    Shown("consent, no team needed", asking("street", scope="profile:read"), "nina"),
    Shown("consent, unreviewed", asking("street", scope="events:write profile:read"), "otto"),
    Shown("consent, two warnings", asking("pocket", **deeds.PKCE), "otto"),
    Shown("consent, return address", asking("reader", redirect_uri="https://x.org"), "olivia", 400),
    Shown("consent, own app", asking("reader", redirect_uri="https://x.org"), "devi", 400),
    Shown("consent, suspended", asking("lobby"), "olivia", 400),
    Shown("consent, pending", asking("ticket"), "olivia", 400),
    Shown("consent, pending, own app", asking("ticket", scope="profile:read"), "devi"),
    Shown("consent, choose teams", asking("front"), "olivia"),
    Shown("consent, no teams chosen", asking("front"), "olivia", 422, deeds.press("Authorize")),
    Shown("consent, unknown app", "/oauth/authorize?client_id=nobody", None, 400),
    Shown("consent, too late", asking("reader"), "olivia", 400, deeds.decide_too_late),
    Shown("consent, twice", asking("reader"), "olivia", 400, deeds.decide_twice),
    Shown("consent, wrong team", asking("reader"), "olivia", 403, deeds.choose_a_wrong_team),
)
OPERATOR = (
    Shown("review", "/admin/review", "ada"),
    Shown("review, live", "/admin/review?show=live", "ada"),
    Shown("review, others", "/admin/review", "devi", 404),
    Shown("review of an app", "/admin/review/{street}", "ada"),
    Shown("review of an app, waiting", "/admin/review/{ticket}", "ada"),
    Shown("refuse an app", "/admin/apps/{ticket}/refuse?text=maker", "ada"),
    Shown("refuse, no reason", "/admin/apps/{ticket}/refuse", "ada", 422, deeds.press("Refuse")),
    Shown("ask about an app", "/admin/apps/{ticket}/ask?text=maker", "ada", 200, deeds.show_mail),
    Shown("all apps", "/admin/apps", "ada"),
    Shown("all apps, no match", "/admin/apps?q=zebra", "ada"),
    Shown("any app", "/admin/apps/{poster}", "ada"),
    Shown("any app, suspended", "/admin/apps/{lobby}", "ada"),
    Shown("suspend an app", "/admin/apps/{poster}/suspend", "ada"),
    Shown("people", "/admin/users", "ada"),
    Shown("people, nobody matches", "/admin/users?q=zebra", "ada"),
    Shown("person", "/admin/users/{person}", "ada"),
    Shown("person, disabled", "/admin/users/{locked_out}", "ada"),
    Shown("disable a person", "/admin/users/{person}/disable", "ada"),
    Shown("sign a person out", "/admin/users/{person}/sessions", "ada"),
    Shown("make an operator", "/admin/users/{person}/operator", "ada"),
    Shown("all teams", "/admin/teams", "ada"),
    Shown("audit", "/admin/audit", "ada"),
    Shown("audit, no match", "/admin/audit?actor=zebra&about=zebra", "ada"),
    Shown("health", "/admin/health", "ada"),
)
FAMILIES = (PUBLIC, ACCOUNT, TEAMS, DEVELOPER, CONSENT, OPERATOR)
EVERY_PAGE = tuple(page for family in FAMILIES for page in family)
