"""A run of a task is a span if it did something, with what it asked of others and the database."""

import time

import pytest
from opentelemetry.trace import SpanKind

from app.background.tasks import add_up_usage
from app.background.worker import Worker
from app.calendar_subscriptions import due_calendars
from app.database import hot_reads
from app.extensions import db
from app.models.accounts.email_confirmation import EmailConfirmation
from app.models.calendar_subscriptions.calendar_subscription import CalendarSubscription
from app.models.usage import usage
from app.models.usage.request_log import Call
from app.observability import outbound_spans, task_spans
from app.observability.tracing import run_task
from app.webhooks.dispatcher import Dispatcher
from tests.support.calendars import calendar
from tests.support.factories import make_event, make_team
from tests.support.hooks import make_hooked
from tests.support.listener import answer
from tests.support.outbound import towards

SECRET = "a-secret-of-the-owner"
PATIENCE = 20  # seconds


@pytest.fixture
def hooked(app, listener):
    """An app that is to be told of an event."""
    listener.says(answer(b"thanks"))
    with app.app_context():
        hooked = make_hooked(f"http://127.0.0.1:{listener.port}/{SECRET}?{SECRET}")
        make_event(hooked.team, "First")
        db.session.commit()


def statements(spans):
    return " ".join(span.attributes.get("db.query.text", "") for span in spans)


def texts(spans):
    """Everything that was exported, as text."""
    return " ".join(span.to_json() for span in spans)


def test_run_that_did_something_is_a_span_with_its_statements(app, spans):
    with app.app_context():
        usage.note(Call(7, "api.list_events", 200, 3, team_id=9))
        usage.flush()
        assert run_task(app, "totals of usage", lambda: False) is False
    assert spans.take() == ()
    with app.app_context():
        usage.note(Call(7, "api.list_events", 200, 3, team_id=9))
        usage.flush()
        assert run_task(app, "totals of usage", lambda: add_up_usage() or True)
    root, children = spans.below("task totals of usage")
    assert root.attributes[task_spans.TASK] == "totals of usage"
    assert root.parent is None
    assert "usage_total" in statements(children)


def test_looks_that_find_nothing_leave_no_span(app, spans):
    Worker(app).work()  # what it checks of the service are requests
    assert {span.kind for span in spans.take()} <= {SpanKind.SERVER}


def test_failed_task_is_a_span_without_the_message(app, spans):
    def fail():
        raise ValueError(SECRET)

    with pytest.raises(ValueError, match=SECRET):
        run_task(app, "imports", fail)
    [span] = spans.take()
    assert not span.status.is_ok
    assert span.attributes["error.type"] == "ValueError"
    assert SECRET not in span.to_json()


def test_statements_of_one_task_are_limited(app, spans, monkeypatch):
    monkeypatch.setattr(task_spans, "MOST", 3)
    with app.app_context():
        query = hot_reads.HotQuery("SELECT 1 AS one", tuple)
        run_task(app, "imports", lambda: [query.rows() for _time in range(5)])
    assert len(spans.take()) == 3 + 1


def test_webhook_is_told_in_a_span_that_names_its_host_alone(app, spans, hooked):
    with app.app_context():
        Worker(app).work()
    everything = spans.take()
    [sent] = [span for span in everything if span.name == "POST"]
    [root] = [span for span in everything if span.context == sent.parent]
    assert root.name == "task webhooks"
    assert sent.attributes["server.address"] == "127.0.0.1"
    assert sent.attributes["http.response.status_code"] == 200
    assert SECRET not in texts(everything)


def test_turns_in_threads_of_their_own_are_spans(app, spans, hooked):
    dispatcher = Dispatcher(app)
    with app.app_context():
        run_task(app, "webhooks", dispatcher.dispatch)
    end = time.monotonic() + PATIENCE
    while not dispatcher.is_idle:
        assert time.monotonic() < end
        time.sleep(0.01)
    turn, children = spans.below("task webhook turn")
    assert turn.parent is None
    assert [span.name for span in children].count("POST") == 1
    assert "webhook_delivery" in statements(children)


@pytest.mark.parametrize(
    ("says", "status", "is_ok"),
    [(answer(calendar("one")), 200, True), (answer(b"no", status="404 Not Found"), 404, False)],
)
def test_calendar_is_read_in_a_span(app, spans, listener, says, status, is_ok):
    listener.says(says)
    tracer = app.extensions["outbound"].tracer
    app.extensions["outbound"] = outbound_spans.traced(towards(listener), tracer)
    on = app.config["SETTINGS"].model_copy(update={"import_interval": 3600})
    app.config["SETTINGS"] = on
    with app.app_context():
        url = f"http://calendars.example/{SECRET}.ics"
        CalendarSubscription.add(make_team(), url=url, name="Town")
        db.session.commit()
        run_task(app, "calendars", due_calendars.read_next)
    everything = spans.take()
    [fetched] = [span for span in everything if span.name == "GET"]
    assert fetched.attributes["server.address"] == "calendars.example"
    assert fetched.attributes["http.response.status_code"] == status
    assert fetched.status.is_ok is is_ok
    assert "calendar_subscription" in statements(everything)
    assert SECRET not in texts(everything)


def test_purge_is_a_span(app, spans):
    assert app.test_cli_runner().invoke(args=["purge"]).exit_code == 0
    _root, children = spans.below("task purge")
    assert f"DELETE FROM {EmailConfirmation.__tablename__}" in statements(children)
