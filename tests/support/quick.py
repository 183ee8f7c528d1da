"""What keeps the suite quick: work that is the same for every test's application is done once."""

import functools
import itertools
import json
import os
from weakref import WeakKeyDictionary

from argon2 import PasswordHasher
from joserfc.jwk import RSAKey
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from app.database import sqlite
from app.extensions import db
from app.models.accounts import password
from app.models.credentials.signing_keys import signing_key
from tests.support import compiled
from tests.support.kept_connections import keep_connections

set_up_for_production = sqlite._set_up_sqlite


def share_compiled_statements() -> None:
    """Compile a statement once for all tests: SQLAlchemy does it for each engine."""
    statements, make_engine = LRUCache(5_000), db._make_engine

    def make_sharing_engine(bind_key, options, app):
        engine = make_engine(bind_key, options, app)
        engine._compiled_cache = statements
        return engine

    db._make_engine = make_sharing_engine
    # The dialect is a part of a statement's key; all of one class write the same SQL, and send
    # and read values alike.
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        dialect._type_memos = WeakKeyDictionary()
        dialect.__eq__ = lambda self, other: type(self) is type(other)
        dialect.__hash__ = lambda self: hash(type(self))


def initialize_once() -> None:
    """Ask each kind of database once what it is and can do: SQLAlchemy does it for each engine."""
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        dialect.initialize = ask_once(dialect.initialize)


def ask_once(initialize):
    """Remember which attributes of a dialect the first call set, for those after it."""
    answers = {}

    def take_or_ask(dialect, connection):
        if not answers:
            before = dict(vars(dialect))
            initialize(dialect, connection)
            after = vars(dialect)
            new = (name for name in after if after[name] is not before.get(name, before))
            answers.update({name: after[name] for name in new})
        vars(dialect).update(answers)

    return take_or_ask


def hash_passwords_in_one_thread() -> None:
    """Start no threads for a hash that takes a tenth of a millisecond."""
    password.PasswordHasher = lambda **costs: PasswordHasher(**{**costs, "parallelism": 1})


class FewRSAKeys:
    """Stands in for the RSA keys that servers sign with: a few serve all tests in turn.

    More than a test makes, so that its own differ; a forked process makes keys of its own.
    """

    def __init__(self, count=16):
        """Make them when they are needed."""
        self._keys = itertools.cycle(map(self._of_number, range(count)))
        self._process = os.getpid()

    @staticmethod
    def _of_number(_number):
        return RSAKey.generate_key(signing_key.RSA_BITS)

    def generate_key(self, bits):
        """Return the next key."""
        is_ours = bits == signing_key.RSA_BITS and os.getpid() == self._process
        return next(self._keys) if is_ours else RSAKey.generate_key(bits)

    def import_key(self, jwk):
        """Parse a key once: that takes as long as making one."""
        return self._parse(json.dumps(jwk, sort_keys=True))

    @staticmethod
    @functools.cache
    def _parse(text):
        return RSAKey.import_key(json.loads(text))


def leave_sqlite_to_the_system() -> None:
    """Do not wait for the disk: a test's database need not survive the machine."""

    @functools.wraps(set_up_for_production)
    def set_up_quickly(connection, record):
        set_up_for_production(connection, record)
        connection.execute("PRAGMA synchronous = OFF")

    sqlite._set_up_sqlite = set_up_quickly


compiled.share()
share_compiled_statements()
initialize_once()
keep_connections()
hash_passwords_in_one_thread()
signing_key.RSAKey = FewRSAKeys()
leave_sqlite_to_the_system()
