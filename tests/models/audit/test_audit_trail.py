"""Writing the audit trail: a line names who acts, and is kept if, and only if, the act is."""

import json

import pytest

from app.extensions import db
from app.models.audit import audit_trail, origin
from app.models.audit.origin import Origin
from tests.support import audit, factories

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def ana():
    """The user who is signed in."""
    ana = factories.make_user(name="Ana")
    origin.begin(Origin("203.0.113.9", "Firefox", "req_one"))
    origin.act_as(ana.id)
    yield ana
    origin.end()


def test_line_has_the_signed_in_user_and_where_they_are(ana):
    audit_trail.record("mail.tested")
    [line] = audit.lines()
    assert (line.actor, line.address, line.agent) == (ana, "203.0.113.9", "Firefox")


def test_subject_who_is_the_actor_and_facts_that_are_none_are_left_out(ana):
    ben = factories.make_user(name="Ben")
    audit_trail.record("member.added", subject=ana, role="owner", note=None)
    audit_trail.record("member.added", subject=ben)
    own, of_ben = audit.lines()
    assert (own.subject, json.loads(own.detail)) == (None, {"role": "owner"})
    assert of_ben.subject == ben


def test_line_goes_with_the_act_that_is_rolled_back(ana):
    db.session.commit()
    audit_trail.record("mail.tested")
    db.session.rollback()
    assert audit.lines() == []
