"""Failures that the demo's flow doctor lists."""

from app.demo import failures
from app.demo.apps import BUSY
from app.extensions import db
from app.models.clients.client import Client
from app.models.flow_doctor import flow_failure_search
from app.portal.flow_doctor import failure_presenter


def busy_app():
    return db.session.scalars(db.select(Client).where(Client.name == BUSY)).one()


def test_flow_doctor_of_one_app_has_failures_of_each_step_to_read(app, loaded):
    rows = flow_failure_search.list_newest(busy_app(), step=None, request_id="", after=None).rows
    with app.test_request_context("/"):
        texts = [failure_presenter.describe(row) for row in rows]
    assert {str(text["step"]) for text in texts} == {"Authorize", "Token", "API call"}
    assert all(text["title"] and text["fix"] for text in texts)


def test_app_that_has_failures_gets_no_more(loaded):
    failures.add_failures(busy_app())
    rows = flow_failure_search.list_newest(busy_app(), step=None, request_id="", after=None).rows
    assert len(rows) == len(failures.plan("https://app.example/callback"))
