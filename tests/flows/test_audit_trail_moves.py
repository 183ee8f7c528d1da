"""The audit trail moves to the other database with its chain, because both hash the same line."""

from app.extensions import db
from app.factory import create_app
from app.models.audit import audit_seal, audit_trail
from app.models.audit_queries import audit_verification, sealed_lines
from tests.support.settings import make_settings

TABLES = (audit_trail.TABLE, audit_seal.TABLE)


def test_chain_holds_after_its_rows_were_copied(app, postgres_url, tmp_path):
    with app.app_context():
        for number, note in enumerate(("Grüße", "\u2028\U0001f3ad", '"\\', "")):
            audit_trail.record("mail.tested", number=number, note=note)
            db.session.commit()
        head, exported = audit_verification.head(), list(sealed_lines.export())
        rows = {table: db.session.execute(table.select()).mappings().all() for table in TABLES}

    other = create_app(make_settings(database_url=postgres_url, stagedoor_home=tmp_path))
    with other.app_context():
        for table in TABLES:
            db.session.execute(table.insert(), [dict(row) for row in rows[table]])
        db.session.commit()
        assert audit_verification.verify() is None
        assert audit_verification.head() == head
        assert list(sealed_lines.export()) == exported
        assert audit_verification.has_head(head)
        db.session.remove()
        db.engine.dispose()
