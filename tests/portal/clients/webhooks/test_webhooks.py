"""The endpoints of an app in the portal, for its developer and for no one else."""

import re

import pytest

from app.extensions import db
from app.models.audit_queries.audit_event import AuditEvent
from app.models.clients.client import Client
from app.models.webhooks.webhook import Reason, State, Webhook
from app.models.webhooks.webhook_delivery import DeliveryState, WebhookDelivery
from tests.support import factories
from tests.support.client_pages import make_client_of
from tests.support.forms import submit
from tests.support.people import sign_in
from tests.support.settings import make_settings
from tests.support.webhooks import ADD, URL, deliver, find_hook

DAY = 86_400  # seconds
SECRET = re.compile(r"whsec_[A-Za-z0-9+/]+=*")


@pytest.fixture
def path(app, client, clock):
    """The address of the webhooks of an app whose developer is signed in."""
    client_id = make_client_of(app, "dev@example.org", name="Poster Board")
    sign_in(client, "dev@example.org")
    return f"/developer/apps/{client_id}/webhooks"


@pytest.fixture
def client_id(path):
    """The ID of the app."""
    return path.split("/")[3]


def add(client, path, **fields):
    """Add an endpoint by the form; return its address."""
    answer = submit(client, path, ADD, **{"url": URL, "types": ["event.upserted"], **fields})
    assert answer.status_code == 302, answer.text
    return answer.location


def csrf_token(page):
    """The token of the page's forms."""
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]


def actions(app):
    """What the trail has recorded of webhooks."""
    with app.app_context():
        lines = db.session.scalars(db.select(AuditEvent.action).order_by(AuditEvent.id))
        return [action for action in lines if action.startswith("webhook.")]


def change(app, client_id, **values):
    """Set columns of the newest webhook."""
    with app.app_context():
        hook = find_hook(client_id)
        for name, value in values.items():
            setattr(hook, name, value)
        db.session.commit()


@pytest.mark.both_databases
def test_secret_is_shown_once_and_whole_after_the_words_signing_secret(app, client, path):
    page = client.get(add(client, path)).text
    [secret] = set(SECRET.findall(page))
    assert f">{secret}<" in page
    assert page.index("Signing secret") < page.index(secret)
    with app.app_context():
        hook = db.session.scalars(db.select(Webhook)).one()
        assert hook.secrets() == [secret]
    assert not SECRET.search(client.get(path).text)
    address = f"{path}/{hook.public_id}"
    assert not SECRET.search(client.get(address).text)


def test_form_that_is_sent_twice_adds_one_endpoint(app, client, path):
    page = client.get(path)
    for _again in range(2):
        answer = submit(client, path, ADD, page=page, url=URL, types=["event.removed"])
        assert answer.status_code == 302
    assert SECRET.search(client.get(answer.location).text)
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Webhook.id))) == 1


def test_first_ping_is_on_its_way(app, client, path):
    add(client, path)
    with app.app_context():
        ping = db.session.scalars(db.select(WebhookDelivery)).one()
        assert (ping.type, ping.state) == ("ping", DeliveryState.PENDING)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"url": ""}, "Fill this in."),
        ({"url": "http://app.example/"}, "Use an https address"),
        ({"url": "https://192.168.0.1/"}, "Use an https address"),
        ({"types": []}, "Choose at least one type."),
        ({"types": ["event.exploded"]}, "There is no type"),
    ],
    ids=str,
)
def test_what_cannot_be_added_is_said_beside_its_field(app, client, path, fields, words):
    given = {"url": URL, "types": ["event.upserted"], **fields}
    page = client.get(path)
    answer = client.post(path, data={"csrf_token": csrf_token(page.text), **given})
    assert answer.status_code == 422
    assert words in answer.text
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Webhook.id))) == 0


def test_app_with_as_many_as_it_may_have_has_no_form(app, client, path):
    app.config["SETTINGS"] = make_settings(webhooks_per_app=1)
    old_page = client.get(path)
    add(client, path)
    assert ADD not in client.get(path).text
    answer = submit(client, path, ADD, page=old_page, url=f"{URL}/2", types=["ping"])
    assert answer.status_code == 422


def test_page_without_endpoints_says_what_to_do(client, path):
    assert "No endpoints yet" in client.get(path).text


def test_endpoint_to_which_nothing_was_sent_says_so(app, client, path):
    address = add(client, path)
    with app.app_context():
        db.session.execute(db.delete(WebhookDelivery))
        db.session.commit()
    assert "Nothing was sent yet" in client.get(address).text


def test_failed_ping_is_shown_with_its_answer(app, client, path, client_id):
    address = add(client, path)
    with app.app_context():
        ping = db.session.scalars(db.select(WebhookDelivery)).one()
        ping.state, ping.attempts = DeliveryState.FAILED, 1
        ping.answer_status, ping.answer_body = 404, "<h1>Not here</h1>"
        db.session.commit()
        delivery = ping.public_id
    page = client.get(address).text
    assert "The ping failed" in page
    assert "It answered 404." in page
    page = client.get(f"{address}/deliveries/{delivery}").text
    assert "&lt;h1&gt;Not here&lt;/h1&gt;" in page
    assert ">404<" in page


def test_paused_endpoint_says_why_and_is_resumed(app, client, path, client_id):
    address = add(client, path)
    with app.app_context():
        deliver(client_id, status=503, state=DeliveryState.PENDING)
        find_hook(client_id).pause(Reason.FAILING)
        db.session.commit()
    page = client.get(address).text
    assert "Paused, because your server refused it for days" in page
    assert "It answered 503." in page
    assert submit(client, address, "Resume").location == address
    with app.app_context():
        assert find_hook(client_id).state == State.ACTIVE
    assert actions(app)[-1] == "webhook.resumed"
    assert "Resume" not in client.get(address).text


def test_developer_pauses_an_endpoint_and_resumes_it(app, client, path, client_id):
    address = add(client, path)
    assert submit(client, address, "Pause").location == address
    page = client.get(address).text
    assert "Paused by a developer of the app" in page
    assert "Pause this" not in re.sub(r"<[^>]+>", "", page)
    assert "One webhook is paused" not in client.get(path.removesuffix("/webhooks")).text
    submit(client, address, "Resume")
    with app.app_context():
        assert find_hook(client_id).state == State.ACTIVE
    assert actions(app)[-2:] == ["webhook.paused", "webhook.resumed"]


def test_types_of_an_endpoint_are_changed(app, client, path, client_id):
    address = add(client, path)
    chosen = {"types": ["grant.ended", "event.removed"]}
    assert submit(client, address, "Save", **chosen).location == address
    with app.app_context():
        assert find_hook(client_id).type_names == ("event.removed", "grant.ended")
    assert actions(app)[-1] == "webhook.changed"
    answer = submit(client, address, "Save", types=[])
    assert answer.status_code == 422
    assert "Choose at least one type." in answer.text
    page = client.get(address).text
    boxes = re.findall(r'<input(?=[^>]* checked)[^>]*value="([a-z._]+)"', page)
    assert boxes == ["event.removed", "grant.ended"]


def test_endpoint_that_is_gone_can_only_be_removed(app, client, path, client_id):
    address = add(client, path)
    with app.app_context():
        find_hook(client_id).end(Reason.GONE)
        db.session.commit()
    old_page = client.get(address)
    assert "It answered 410" in old_page.text
    for button in ("Send test", "Resend", "Rotate the secret", "Replay"):
        assert button not in old_page.text
    token = {"csrf_token": csrf_token(client.get(f"{address}/remove").text)}
    for act in ("test", "rotate", "replay"):
        assert client.post(f"{address}/{act}", data=token).status_code == 409
    assert submit(client, f"{address}/remove", "Remove").location == path


def test_next_try_of_a_failing_endpoint_is_shown(app, client, path, client_id, clock):
    address = add(client, path)
    with app.app_context():
        deliver(client_id, status=None, error="time", state=DeliveryState.PENDING)
    change(app, client_id, failures=2, due_at=clock.now() + 7200)
    page = client.get(address).text
    assert "Your server did not accept the last delivery" in page
    assert "It did not answer within ten seconds." in page
    assert "in 2 hours" in page
    assert "Trying again" in client.get(path).text


def test_test_resend_and_replay_are_recorded(app, client, path, client_id, clock):
    address = add(client, path)
    with app.app_context():
        id = deliver(client_id)["webhook-id"]
    assert submit(client, address, "Send test").location == address
    assert submit(client, address, "Resend").location == f"{address}/deliveries/{id}"
    assert submit(client, address, "Replay", since="2020-01-01T00:00").status_code == 422
    assert actions(app) == ["webhook.added", "webhook.tested", "webhook.resent"]
    with app.app_context():
        resent = db.session.scalars(db.select(WebhookDelivery).filter_by(public_id=id)).one()
        assert resent.state == DeliveryState.PENDING


@pytest.mark.parametrize("since", ["", "yesterday", "2020-01-01T00:00", "9999-12-31T23:59", "1"])
def test_replay_needs_a_time_of_the_last_30_days(app, client, path, since):
    address = add(client, path)
    answer = submit(client, address, "Replay", since=since)
    assert answer.status_code == 422
    assert "field-error" in answer.text


def test_rotated_secret_is_shown_and_the_old_one_signs_for_a_day(app, client, path, clock):
    address = add(client, path)
    [old] = set(SECRET.findall(client.get(address).text))
    assert submit(client, address, "Rotate the secret").location == address
    page = client.get(address).text
    [new] = set(SECRET.findall(page))
    assert "The old one signs, too, until" in page
    with app.app_context():
        hook = db.session.scalars(db.select(Webhook)).one()
        assert hook.secrets() == [new, old]
        clock.advance(DAY)
        assert hook.secrets() == [new]


def test_secret_is_rotated_only_with_a_fresh_proof(client, path, clock):
    address = add(client, path)
    page = client.get(address)
    clock.advance(3600)
    answer = submit(client, address, "Rotate the secret", page=page)
    assert answer.status_code != 302 or answer.location != address


def test_removal_asks_first(app, client, path):
    address = add(client, path)
    page = client.get(f"{address}/remove").text
    assert "Remove the webhook to app.example?" in page
    assert submit(client, f"{address}/remove", "Remove").location == path
    assert client.get(address).status_code == 404
    assert "No endpoints yet" in client.get(path).text
    assert actions(app)[-1] == "webhook.removed"


def test_deliveries_are_filtered_by_the_query_and_pages_keep_it(app, client, path, client_id):
    address = add(client, path)
    with app.app_context():
        team = factories.make_team(slug="harbour-hall", name="Harbour Hall")
        factories.make_grant(Client.find(client_id), factories.make_user(), team)
        db.session.commit()
        for number in range(60):
            deliver(client_id, slug=f"accepted-{number}", team="harbour-hall")
        lost = deliver(client_id, slug="lost", state=DeliveryState.FAILED, status=500)
    failed = client.get(f"{address}?state=failed").text
    assert "lost" in failed
    assert "accepted-1" not in failed
    assert "accepted-1" in client.get(f"{address}?type=event.upserted").text
    assert "No delivery matches" in client.get(f"{address}?type=ticket.booked").text
    assert "No delivery matches" in client.get(f"{address}?team=no-such-team").text
    page = client.get(f"{address}?state=delivered").text
    [following] = re.findall(r'rel="next" href="([^"]+)"', page)
    assert "state=delivered" in following
    assert "accepted-0" in client.get(following.replace("&amp;", "&")).text
    found = client.get(f"{address}?q={lost['webhook-id']}").text
    assert "lost" in found
    assert "accepted-1" not in found


@pytest.mark.parametrize(
    "query", ["state=x", "type=%00", "team=%00", "q=%00", "after=1.2.3", "q=é"]
)
def test_strange_filters_are_no_error(client, path, query):
    assert client.get(f"{add(client, path)}?{query}").status_code == 200


def test_endpoint_of_another_developer_is_not_found(app, client, path):
    address = add(client, path)
    with app.app_context():
        factories.make_user("other@example.org")
        db.session.commit()
    other = app.test_client()
    sign_in(other, "other@example.org")
    for page in ("", "/check", "/remove", "/deliveries/msg_x"):
        assert other.get(f"{address}{page}").status_code == 404
    for act in ("test", "resume", "rotate", "replay", "check", "remove"):
        assert other.post(f"{address}/{act}").status_code in {400, 404}
    assert other.get(path).status_code == 404


def test_webhook_that_a_grant_made_is_not_in_the_list(app, client, path, client_id):
    with app.app_context():
        row, team = Client.find(client_id), factories.make_team()
        grant = factories.make_grant(row, factories.make_user(), team)
        hook, _secret = Webhook.create(row, url=URL, types=["ping"], grant=grant)
        db.session.commit()
        address = f"{path}/{hook.public_id}"
    assert "No endpoints yet" in client.get(path).text
    assert client.get(address).status_code == 404


class TestLimits:
    """With limits switched on."""

    @pytest.fixture
    def settings(self, database_url, tmp_path):
        return make_settings(
            database_url=database_url,
            stagedoor_home=tmp_path,
            rate_limits=True,
            rate_limit_webhook="2 per hour",
        )

    @pytest.fixture
    def forms(self, app, client, path):
        """By name, an address whose form has a message sent."""
        hook = add(client, path)
        with app.app_context():
            ping = db.session.scalars(db.select(WebhookDelivery.public_id)).one()
        return {
            "new": path,
            "test": f"{hook}/test",
            "replay": f"{hook}/replay",
            "resend": f"{hook}/deliveries/{ping}/resend",
        }

    @pytest.mark.parametrize("form", ["new", "test", "replay", "resend"])
    def test_messages_that_are_sent_on_request_have_a_limit(self, client, forms, form):
        data = {"csrf_token": csrf_token(client.get(forms["test"].removesuffix("/test")).text)}
        answers = [client.post(forms[form], data=data).status_code for _ in range(3)]
        assert 429 not in answers[:1]
        assert answers[-1] == 429
