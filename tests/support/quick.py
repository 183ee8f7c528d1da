"""What keeps the suite quick: work that is the same for every test's application is done once."""

import functools

from argon2 import PasswordHasher
from jinja2 import BytecodeCache
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from app.database import sqlite
from app.extensions import db
from app.models.accounts import password

set_up_for_production = sqlite._set_up_sqlite


class CompiledTemplates(BytecodeCache):
    """Templates compiled by one test for those after it; each test has an app of its own."""

    def __init__(self):
        """Start with none."""
        self._code = {}

    def load_bytecode(self, bucket):
        """Take the code of the same source, if there is any."""
        bucket.code = self._code.get(bucket.key)

    def dump_bytecode(self, bucket):
        """Keep the code."""
        self._code[bucket.key] = bucket.code


COMPILED_TEMPLATES = CompiledTemplates()


def share_compiled_routes() -> None:
    """Compile a route once for all tests: Werkzeug does it for each app, half of a test's time."""
    compile_rule, compiled = Rule.compile, {}

    def compile_once(rule):
        key = (rule.rule, repr(rule.defaults), rule.subdomain, rule.host, rule.merge_slashes)
        if key not in compiled:
            compile_rule(rule)
            builders = rule._build.__func__, rule._build_unknown.__func__
            parts = rule._parts, rule._trace, rule._converters, frozenset(rule.arguments)
            compiled[key] = parts, builders
        (rule._parts, rule._trace, rule._converters, arguments), builders = compiled[key]
        rule.arguments |= arguments
        rule._build, rule._build_unknown = (build.__get__(rule) for build in builders)

    Rule.compile = compile_once


def share_compiled_statements() -> None:
    """Compile a statement once for all tests: SQLAlchemy does it for each engine."""
    statements, make_engine = LRUCache(5_000), db._make_engine

    def make_sharing_engine(bind_key, options, app):
        engine = make_engine(bind_key, options, app)
        engine._compiled_cache = statements
        return engine

    db._make_engine = make_sharing_engine
    # The dialect is a part of a statement's key; all of one class write the same SQL.
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        dialect.__eq__ = lambda self, other: type(self) is type(other)
        dialect.__hash__ = lambda self: hash(type(self))


def hash_passwords_in_one_thread() -> None:
    """Start no threads for a hash that takes a tenth of a millisecond."""
    password.PasswordHasher = lambda **costs: PasswordHasher(**{**costs, "parallelism": 1})


def leave_sqlite_to_the_system() -> None:
    """Do not wait for the disk: a test's database need not survive the machine."""

    @functools.wraps(set_up_for_production)
    def set_up_quickly(connection, record):
        set_up_for_production(connection, record)
        connection.execute("PRAGMA synchronous = OFF")

    sqlite._set_up_sqlite = set_up_quickly


share_compiled_routes()
share_compiled_statements()
hash_passwords_in_one_thread()
leave_sqlite_to_the_system()
