"""Webhooks are told what changed, in order, signed, and nothing after access has ended."""

import json
import threading
import time
from collections import deque

import pytest

from app.background.worker import Worker
from app.extensions import db
from app.models.accounts.user import User
from app.models.events.event import Event
from app.models.grants import grant_endings
from app.models.tickets.ticket import Status, Ticket
from app.models.webhooks import delivery_search
from app.models.webhooks.webhook import State, Webhook
from app.models.webhooks.webhook_delivery import DeliveryState, WebhookDelivery
from app.webhooks.dispatcher import Dispatcher
from tests.support.factories import make_event, make_ticket, make_user
from tests.support.hooks import arrived, headers_of, ids_of, make_hooked, verify_all
from tests.support.listener import answer

OK, BUSY = answer(b"thanks"), answer(b"later", status="500 Busy")
PATIENCE = 20  # seconds


@pytest.fixture
def url(listener):
    listener.says(OK)
    return f"http://127.0.0.1:{listener.port}/hook"


@pytest.fixture
def hooked(context, url):
    return make_hooked(url)


@pytest.fixture
def work(app):
    """A function that does everything that is due."""

    def work():
        db.session.commit()
        Worker(app).work()
        db.session.expire_all()

    return work


def add(hooked, *titles):
    events = [make_event(hooked.team, title) for title in titles]
    db.session.commit()
    return events


def change(event, **values):
    for name, value in values.items():
        setattr(event, name, value)
    Event.write_all(event.team, [event])
    db.session.commit()


def shown(listener):
    return [(body["type"], body["data"]["slug"], body["data"]["seq"]) for body in arrived(listener)]


@pytest.mark.both_databases
def test_changes_arrive_in_order_signed_and_thin(hooked, work, listener):
    first, second = add(hooked, "First", "Second")
    work()
    change(first, title="Third", deleted_at=1)
    work()
    assert shown(listener) == [
        ("event.upserted", "first", 1),
        ("event.upserted", "second", 2),
        ("event.removed", "first", 3),
    ]
    verify_all(listener, hooked.secret)
    assert arrived(listener)[1]["data"] == {
        "team": hooked.team.slug,
        "id": second.public_id,
        "number": second.id,
        "slug": "second",
        "seq": 2,
        "url": f"http://localhost/api/v1/organizer/{hooked.team.slug}/events/second",
        "grant_id": hooked.grant.public_id,
    }
    assert len(set(ids_of(listener))) == 3
    work()
    assert len(listener.bodies) == 3


@pytest.mark.parametrize("hidden", [{"visibility": "private"}, {"status": "draft"}])
def test_what_is_hidden_from_the_app_is_removed(hooked, work, listener, hidden):
    (night,) = add(hooked, "Night")
    make_event(hooked.team, "Never seen", visibility="private")
    work()
    change(night, **hidden)
    work()
    assert [kind for kind, *_rest in shown(listener)] == ["event.upserted", "event.removed"]


@pytest.mark.both_databases
def test_failure_is_tried_again_with_the_same_id_before_the_next(hooked, work, listener, clock):
    add(hooked, "First", "Second")
    listener.says_in_turn(BUSY, BUSY)
    for seconds in (0, 1, 10, 60):
        clock.advance(seconds)
        work()
    assert [slug for _kind, slug, _seq in shown(listener)] == ["first"] * 3 + ["second"]
    ids = ids_of(listener)
    assert len(set(ids[:3])) == 1
    assert ids[3] != ids[0]
    moments = [int(headers_of(head)["webhook-timestamp"]) for head in listener.heads]
    assert moments[0] < moments[2]
    assert hooked.hook.failures == 0


def test_superseded_change_is_not_sent(hooked, work, listener, clock):
    first, _second = add(hooked, "First", "Second")
    listener.says_in_turn(BUSY)
    work()
    change(first, title="First again")
    clock.advance(60)
    work()
    assert [seq for *_rest, seq in shown(listener)] == [1, 2, 3]
    states = [row.state for row in db.session.query(WebhookDelivery).filter_by(seq=1)]
    assert states == [DeliveryState.SUPERSEDED]


def test_address_that_never_answers_is_paused_and_goes_on_from_where_it_stopped(
    app, hooked, work, listener, clock
):
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"webhook_retries": "5 5"})
    add(hooked, "First", "Second")
    listener.says(BUSY)
    for _attempt in range(5):
        work()
        clock.advance(60)
    assert (hooked.hook.state, len(listener.bodies)) == (State.PAUSED, 3)
    (mail,) = app.extensions["mail_outbox"]
    assert hooked.client.client_id in mail.body
    listener.says(OK)
    work()
    assert len(listener.bodies) == 3
    hooked.hook.resume()
    work()
    assert [slug for _kind, slug, _seq in shown(listener)] == ["first"] * 4 + ["second"]
    assert len(set(ids_of(listener)[:4])) == 1


def test_address_that_is_gone_ends_the_webhook(hooked, work, listener):
    add(hooked, "First", "Second")
    listener.says(answer(b"", status="410 Gone"))
    work()
    assert (hooked.hook.state, len(listener.bodies)) == (State.ENDED, 1)


@pytest.mark.parametrize(
    ("value", "least", "most"), [("30", 30, 30), ("1", 5, 6), ("999999", 3600, 3600), ("x", 5, 6)]
)
def test_address_may_ask_to_wait_within_bounds(hooked, work, listener, clock, value, least, most):
    add(hooked, "First")
    headers = {"status": "503 Busy", "Retry-After": value}
    listener.says(answer(b"", **headers))
    work()
    assert clock.now() + least <= hooked.hook.due_at <= clock.now() + most


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "404 Not Found", "100 Continue"])
def test_only_2xx_is_success_and_no_redirect_is_followed(hooked, work, listener, status):
    add(hooked, "First")
    listener.says(answer(b"", status=status, Location="/elsewhere"))
    work()
    assert len(listener.heads) == 1
    assert hooked.hook.failures == 1


END = {
    "revoked": lambda hooked: hooked.grant.revoke(),
    "expired": lambda hooked: setattr(hooked.grant, "expires_at", 1),
    "paused": lambda hooked: setattr(hooked.grant, "paused_until", 2**31 - 1),
    "narrowed": lambda hooked: setattr(hooked.grant, "scopes", "profile:read"),
    "limited": lambda hooked: setattr(hooked.client, "scopes", "profile:read"),
    "suspended": lambda hooked: hooked.client.suspend("Spam"),
    "deleted": lambda hooked: hooked.client.delete(),
    "disabled": lambda hooked: hooked.grant.user.disable("Copied"),
    "orphaned": lambda hooked: grant_endings.orphan(hooked.team),
    "removed": lambda hooked: hooked.hook.remove(),
}


@pytest.mark.parametrize("end", END.values(), ids=END)
@pytest.mark.parametrize("types", [("event.upserted",)])
def test_nothing_is_sent_after_the_end(context, url, work, listener, end, types, clock):
    hooked = make_hooked(url, types=types)
    add(hooked, "First", "Second")
    listener.says_in_turn(BUSY)
    work()
    end(hooked)
    work()
    clock.advance(600)
    work()
    assert len(listener.bodies) == 1


def test_paused_grant_goes_on_when_it_is_resumed(context, url, work, listener):
    hooked = make_hooked(url, types=("event.upserted", "grant.changed"))
    hooked.grant.pause()
    add(hooked, "First")
    work()
    assert [body["data"].get("reason") for body in arrived(listener)] == ["paused"]
    hooked.grant.resume()
    work()
    assert [body["type"] for body in arrived(listener)] == [
        "grant.changed",
        "grant.changed",
        "event.upserted",
    ]


def test_end_itself_is_told_and_ends_the_webhook_of_the_grant(context, url, work, listener):
    hooked = make_hooked(url, of_grant=True)
    add(hooked, "First")
    hooked.grant.revoke()
    work()
    (body,) = arrived(listener)
    assert (body["type"], body["data"]["reason"]) == ("grant.ended", "revoked")
    assert hooked.hook.state == State.ENDED


def test_suspension_is_told_and_nothing_else(hooked, work, listener):
    add(hooked, "First")
    hooked.client.suspend("Spam")
    work()
    assert [body["type"] for body in arrived(listener)] == ["app.suspended"]
    hooked.client.restore()
    work()
    kinds = [body["type"] for body in arrived(listener)]
    assert kinds == ["app.suspended", "app.restored", "event.upserted"]


def test_webhook_of_a_grant_is_told_of_its_teams_alone(context, url, work, listener):
    hooked = make_hooked(url, of_grant=True)
    other = make_hooked(url)
    add(other, "Foreign")
    add(hooked, "Own")
    work()
    slugs = {body["data"]["slug"] for body in arrived(listener)}
    assert slugs == {"own", "foreign"}
    own = delivery_search.list_deliveries(hooked.hook, delivery_search.DeliveryFilter()).rows
    assert [json.loads(row.body)["data"]["slug"] for row in own if row.seq] == ["own"]


def test_tickets_need_their_scope(context, url, work, listener):
    without, hooked = make_hooked(url), make_hooked(url, scopes="events:read guests:read")
    for each in (without, hooked):
        (night,) = add(each, "Night")
        ticket = make_ticket(night, make_user())
        db.session.commit()
        work()
        ticket.status = Status.USED
        Ticket.write_all(night, [ticket])
        work()
        ticket.status = Status.CANCELLED
        Ticket.write_all(night, [ticket])
        work()
    own = [body for body in arrived(listener) if body["type"].startswith("ticket.")]
    assert [body["type"] for body in own] == [
        "ticket.booked",
        "ticket.checked_in",
        "ticket.cancelled",
    ]
    assert {body["data"]["team"] for body in own} == {hooked.team.slug}
    assert "code" not in json.dumps(own)


def test_ping_is_sent_once_and_also_while_paused(hooked, work, listener):
    listener.says(BUSY)
    ping = hooked.hook.send_test()
    hooked.hook.state = State.PAUSED
    work()
    work()
    assert [body["type"] for body in arrived(listener)] == ["ping"]
    assert (ping.state, ping.answer_status, ping.answer_body) == ("failed", 500, "later")


def test_repeat_keeps_its_id_and_a_replay_has_new_ones(hooked, work, listener, clock):
    add(hooked, "First", "Second")
    work()
    delivery = db.session.query(WebhookDelivery).filter_by(seq=1).one()
    hooked.hook.resend(delivery)
    work()
    hooked.hook.replay(clock.now() - 60)
    work()
    assert [seq for *_rest, seq in shown(listener)] == [1, 2, 1, 1, 2]
    ids = ids_of(listener)
    assert ids[2] == ids[0]
    assert not {*ids[3:]} & {*ids[:3]}


def test_repeat_is_not_sent_once_access_has_ended(hooked, work, listener):
    add(hooked, "First")
    work()
    hooked.grant.revoke()
    hooked.hook.resend(db.session.query(WebhookDelivery).filter_by(seq=1).one())
    work()
    assert [body["type"] for body in arrived(listener)] == ["event.upserted", "grant.ended"]


def test_delivery_keeps_the_answer_and_no_secret(hooked, work, listener):
    add(hooked, "First")
    listener.says(answer(b"\0" + b"x" * 5000))
    work()
    delivery = db.session.query(WebhookDelivery).filter_by(seq=1).one()
    assert (delivery.answer_status, len(delivery.answer_body)) == (200, 1024)
    assert delivery.headers.keys() == {"webhook-id", "webhook-timestamp", "Content-Type"}
    assert delivery.duration is not None


def test_slow_addresses_delay_no_other(app, hooked, listener, url):
    """Of six apps whose addresses hang, each takes one sender at most."""
    held = threading.Event()
    hanging = [make_hooked("http://127.0.0.1:1/hang") for _number in range(6)]
    dispatcher = Dispatcher(app)
    send = dispatcher._outbound.__class__.post

    def post(outbound, address, *rest, **more):
        if address.endswith("hang"):
            held.wait(PATIENCE)
        return send(outbound, address, *rest, **more)

    add(hooked, "First")
    for each in hanging:
        add(each, "Second")
    db.session.commit()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dispatcher._outbound.__class__, "post", post)
        dispatcher.dispatch()
        until = time.monotonic() + PATIENCE
        while not listener.bodies and time.monotonic() < until:
            time.sleep(0.01)
        assert [slug for _kind, slug, _seq in shown(listener)] == ["first"]
        held.set()
        while not dispatcher.is_idle and time.monotonic() < until:
            time.sleep(0.01)
    assert dispatcher.is_idle


def test_one_developer_has_a_few_senders(app, context, url):
    hooked = [make_hooked(url) for _number in range(6)]
    owner = db.session.query(User).first()
    for each in hooked:
        each.client.owner_id = owner.id
        add(each, "First")
    dispatcher = Dispatcher(app)
    chosen = deque()
    dispatcher._choose(chosen)
    assert len(chosen) == 4


def test_lease_ends_when_the_clock_was_set_back(hooked, work, listener, clock):
    add(hooked, "First")
    db.session.query(Webhook).update({"lease": "x", "leased_until": clock.now() + 3600})
    work()
    assert len(listener.bodies) == 1


def test_lease_of_a_killed_worker_ends(hooked, work, listener, clock):
    add(hooked, "First")
    db.session.query(Webhook).update({"lease": "x", "leased_until": clock.now() + 30})
    work()
    assert listener.bodies == []
    clock.advance(30)
    work()
    assert len(listener.bodies) == 1
