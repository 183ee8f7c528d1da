"""The store of used proofs: one use each, and no row longer than needed."""

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.models.credentials.used_proof import SWEEP_SECONDS, UsedProof

pytestmark = pytest.mark.both_databases


def count():
    return db.session.scalar(select(func.count()).select_from(UsedProof))


def test_each_proof_is_spent_once(app, clock):
    with app.app_context():
        assert UsedProof.spend("key", "a", until=clock.now() + 300)
        db.session.commit()
        assert not UsedProof.spend("key", "a", until=clock.now() + 300)
        assert UsedProof.spend("key", "b", until=clock.now() + 300)
        assert UsedProof.spend("other", "a", until=clock.now() + 300)


def test_rows_that_are_over_are_removed_while_others_are_added(app, clock):
    with app.app_context():
        for number in range(5):
            UsedProof.spend("key", f"a{number}", until=clock.now() + 300)
        db.session.commit()
        clock.advance(300)
        UsedProof.spend("key", "b", until=clock.now() + 300)
        assert count() == 1
        clock.advance(SWEEP_SECONDS)
        UsedProof.spend("key", "c", until=clock.now() + 300)
        assert count() == 2
