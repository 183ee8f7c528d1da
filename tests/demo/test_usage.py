"""A week of usage of one of the demo's apps."""

from sqlalchemy import select

from app.demo import data
from app.extensions import db
from app.models.clients.client import Client
from app.models.grants.grant import Grant
from app.models.usage import usage_report

DAY = 86_400  # seconds


def test_one_app_has_a_week_of_usage_to_draw(loaded):
    used = usage_report.of_week(db.session.scalars(select(Client)).all())
    busy = [days for days in used.values() if any(days)]

    assert len(busy) == 1
    assert min(busy[0][:-1]) > 100


def test_permission_of_the_busy_app_stays_revoked(loaded, clock):
    grant = db.session.scalars(select(Grant)).one()
    grant.revoke()
    db.session.commit()
    clock.advance(DAY)

    data.load(reader_port=5001)
    db.session.commit()

    assert [one.is_live for one in db.session.scalars(select(Grant))] == [False]
