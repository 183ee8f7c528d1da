"""A token of one team reads nothing of another, by any route (invariant 5).

The table is every route of the API: a new one is tested as soon as it is there.
"""

import itertools

import pytest

from app.extensions import db
from app.models.events.event import Event
from app.models.teams.team import Team
from app.models.webhooks.webhook import Webhook
from tests.support.api import EVENTS, make_reader
from tests.support.factories import make_client, make_event, make_team, make_ticket, make_user
from tests.support.private_links import make_link

pytestmark = pytest.mark.both_databases
MARK = "zqxmarker"


@pytest.fixture
def foreign(app, reader):
    """The values by which another team and its events might be reached; MARK is in every field."""
    with app.app_context():
        owner = make_user(f"{MARK}@example.org", name=f"{MARK} person")
        team = make_team(owner, name=f"{MARK} hall", slug=f"{MARK}-hall")
        shared = make_event(
            team,
            f"{MARK} night",
            summary=f"{MARK} summary",
            description_html=f"<p>{MARK} text</p>",
            venue_name=f"{MARK} place",
            venue_address=f"{MARK} street",
            venue_city=f"{MARK} town",
            online_url=f"https://{MARK}.example/",
            image_url=f"https://{MARK}.example/i.png",
            url=f"https://{MARK}.example/e",
            tags=(MARK,),
        )
        draft = make_event(team, f"{MARK} draft", status="draft")
        make_event(Team.find("harbour-hall"), f"{MARK} secret", status="draft", tags=(MARK,))
        hook, _secret = Webhook.create(
            make_client(name=f"{MARK} app")[0], url=f"https://{MARK}.example/hook", types=["ping"]
        )
        link = make_link(team, name=f"{MARK} link", tag=MARK)
        ticket = make_ticket(shared, owner)
        theirs = make_reader(app, team)
        names = {
            "teams": [team.slug, team.public_id, str(team.id), team.name],
            "events": [shared.slug, shared.public_id, str(shared.id), shared.uid, draft.slug],
            "link": link.id,
            "code": ticket.code,
            "webhook": hook.public_id,
        }
    page = theirs.get(f"/api/v1/organizer/{MARK}-hall/events?limit=1&q={MARK}")
    assert page.text.count(MARK) > 10
    with app.app_context():
        make_event(Team.find(f"{MARK}-hall"), f"{MARK} later")
        db.session.commit()
    following = theirs.get(f"/api/v1/organizer/{MARK}-hall/events?limit=1").json["page"]["next"]
    return {**names, "cursor": following.partition("cursor=")[2]}


def api_rules(app):
    """Return every route of the API."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")]


def requests_to(app, foreign):
    """Yield (method, url, headers): every route with every name of what is not the token's."""
    queries = [f"?q={MARK}", f"?tag={MARK}", f"?cursor={foreign['cursor']}", f"?status={MARK}"]
    queries += ["?from=2000-01-01&to=2100-01-01&limit=200"]
    address = app.url_map.bind("localhost")
    for rule in api_rules(app):
        names = [[*foreign["teams"], "harbour-hall"] if "team" in rule.arguments else [""]]
        names.append(foreign["events"] if "slug" in rule.arguments else [""])
        for team, slug in itertools.product(*names):
            values = {"team": team, "slug": slug, "link_id": foreign["link"], "format": "ics"}
            values |= {"webhook_id": foreign["webhook"]}
            values |= {"recurrence_id": "2027-03-20T20:00:00", "code": foreign["code"]}
            url = address.build(rule.endpoint, {name: values[name] for name in rule.arguments})
            yield from ((method, url, {}) for method in rule.methods - {"OPTIONS"})
            if slug == names[1][0]:  # a query and a header say the same about every event
                yield from (("GET", url + query, {}) for query in queries)
                yield from (("GET", url, {"X-API-ORG": name}) for name in foreign["teams"])


def test_no_route_says_a_word_about_another_team(app, reader, foreign):
    asked = list(requests_to(app, foreign))
    assert len(asked) > 100
    shown = {"Authorization": f"Bearer {reader.token}"}
    for method, url, headers in asked:
        answer = reader.client.open(url, method=method, headers={**shown, **headers})
        said = answer.text + str(answer.headers)
        assert answer.status_code < 500, url
        assert MARK not in said, (method, url, headers)


def without_id(answer):
    """Return the answer with the same request id and date as any other."""
    headers = {name: value for name, value in answer.headers.items() if name != "Date"}
    request_id = headers.pop("X-Request-ID")
    return answer.status_code, answer.text.replace(request_id, "the-same-id"), headers


def test_foreign_and_unknown_are_told_apart_by_nothing(reader, foreign):

    def answer_of(team, suffix=""):
        return without_id(reader.get(f"/api/v1/organizer/{team}/events{suffix}"))

    unknown = answer_of("no-such-team")
    assert unknown[0] == 403
    for team in foreign["teams"]:
        assert answer_of(team) == unknown
        assert answer_of(team, f"/{foreign['events'][0]}") == unknown
    slugs = (*foreign["events"], "no-such-event")
    shown = [without_id(reader.get(f"{EVENTS}/{slug}")) for slug in slugs]
    assert shown[:-1] == shown[1:]


def test_same_slug_in_two_teams_is_two_events(app, reader, foreign):
    with app.app_context():
        make_event(Team.find(f"{MARK}-hall"), "One", summary=MARK)
        assert Event.find(Team.find(f"{MARK}-hall"), "one") is not None
        db.session.commit()
    assert MARK not in reader.get(f"{EVENTS}/one").text
