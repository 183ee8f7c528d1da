"""Counting the connections of apps that have more than a page counts, an hour's turn at a time."""

from app.database import installation_facts
from app.database.installation_facts import CONNECTIONS_COUNTED
from app.database.transactions import start_writing
from app.extensions import db
from app.models.grants import connection_total
from app.models.grants.connection_total import Candidate
from app.models.values import clock

INTERVAL = 3600  # seconds between two counts


def count_when_due() -> bool:
    """Count when it is this process's turn. False: there is never more to do at once."""
    name, at = CONNECTIONS_COUNTED, clock.now()
    if not installation_facts.is_due(db.session.connection(), name, at=at, interval=INTERVAL):
        return False
    start_writing()
    connection = db.session.connection()
    is_taken = installation_facts.take_turn(connection, name, at=at, interval=INTERVAL)
    db.session.commit()
    if is_taken:
        count_all()
    return False


def count_all() -> None:
    """Count for each app that has many, and let pages count again for one that has few now."""
    after = 0
    while candidates := connection_total.list_candidates(after):
        db.session.rollback()  # nothing is locked or held while the rest is counted
        for candidate in candidates:
            if candidate.has_many or candidate.was_counted:
                _count(candidate)
        after = candidates[-1].client_id


def _count(candidate: Candidate) -> None:
    at = clock.now()
    numbers = connection_total.count(candidate.client_id) if candidate.has_many else (None, None)
    start_writing()
    connection_total.keep(candidate, numbers, at=at)
    db.session.commit()
