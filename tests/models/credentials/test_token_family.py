"""A family lives until it expires or is revoked, in Python as in SQL."""

import pytest

from app.config import settings
from app.extensions import db
from app.models.credentials.token_family import TokenFamily


def list_live():
    """Return the families that are live now."""
    return db.session.scalars(db.select(TokenFamily).where(TokenFamily.is_live)).all()


@pytest.mark.both_databases
@pytest.mark.parametrize("end", ["expires", "is revoked"])
def test_family_ends_in_python_and_in_sql(granted, clock, end):
    family = TokenFamily.open(granted)
    assert family.is_live
    assert list_live() == [family]
    if end == "expires":
        clock.advance(settings().refresh_family_lifetime)
    else:
        family.revoke()
        db.session.refresh(family)
    assert not family.is_live
    assert list_live() == []


def test_second_revocation_keeps_the_time_of_the_first(granted, clock):
    family = TokenFamily.open(granted)
    family.revoke()
    clock.advance(60)
    family.revoke()
    db.session.refresh(family)
    assert family.revoked_at == clock.now() - 60
