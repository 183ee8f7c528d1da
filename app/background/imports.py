"""Continues imports that took longer than a request; a task of the worker."""

import time

import structlog

from app.extensions import db
from app.models.calendar_files.imports import import_work

log = structlog.get_logger("stagedoor")
TURN = 5.0  # seconds for which one import may keep other work waiting


def continue_import() -> bool:
    """Do batches of one import that no one works at; False when there is none."""
    imported = import_work.claim_first()
    if imported is not None and imported.is_hopeless:
        log.error("import given up", import_id=imported.public_id, tries=imported.tries)
        imported.give_up()
        db.session.commit()
        return True
    end = time.monotonic() + TURN
    is_working = imported is not None
    while imported is not None and is_working and time.monotonic() < end:
        began = time.monotonic()
        is_working = import_work.advance(imported)
        db.session.commit()
        # As long as it took: other writers get half of the time.
        time.sleep(time.monotonic() - began)
    if imported is not None and is_working:
        import_work.hand_over(imported)
        db.session.commit()
    return imported is not None
