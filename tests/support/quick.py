"""What keeps the suite quick: work that is the same for every test's application is done once."""

import functools
import itertools
import json
import os
from weakref import WeakKeyDictionary

from argon2 import PasswordHasher
from jinja2 import BytecodeCache
from joserfc.jwk import RSAKey
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Map, Rule
from werkzeug.routing.matcher import StateMachineMatcher

from app.database import sqlite
from app.extensions import db
from app.models.accounts import password
from app.models.credentials.signing_keys import signing_key
from tests.support.kept_connections import keep_connections

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
    """Compile a route once for all tests: Werkzeug does it for each application."""
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


class SharedMaps:
    """The map of an application's routes, made once for all tests: half of making an application.

    Routes wait until the map is first used; maps of the same routes then share what was made. A
    map that gets another route later, from a test, is made anew for that application alone.
    """

    def __init__(self):
        """Take the place of Werkzeug's methods."""
        self._add, self._update, self._made = Map.add, Map.update, {}
        Map.add = lambda of_app, factory: self.add(of_app, factory)
        Map.update = lambda of_app: self.update(of_app)

    def add(self, of_app, factory):
        """Let the routes wait."""
        if getattr(of_app, "is_shared", False):
            of_app.waiting, of_app.is_shared = list(map(unbound, of_app._rules)), False
            of_app._matcher = StateMachineMatcher(of_app.merge_slashes)
            of_app._rules_by_endpoint = {}
        of_app.__dict__.setdefault("waiting", []).extend(factory.get_rules(of_app))
        of_app._remap = True

    def update(self, of_app):
        """Make the map, or take the one that was made of the same routes."""
        waiting = of_app.__dict__.pop("waiting", None)
        if not waiting:
            return
        key = (of_app.merge_slashes, of_app.host_matching, *map(describe, waiting))
        if of_app._rules_by_endpoint or key not in self._made:
            for rule in waiting:
                self._add(of_app, rule)
            self._update(of_app)
        if not hasattr(of_app, "is_shared"):
            made = of_app._matcher, of_app._rules_by_endpoint
            of_app._matcher, of_app._rules_by_endpoint = self._made.setdefault(key, made)
            of_app.is_shared = True
        of_app._remap = False


def unbound(rule):
    """A copy for another map, with what Flask noted on the route."""
    copy = rule.empty()
    copy.provide_automatic_options = getattr(rule, "provide_automatic_options", False)
    return copy


def describe(rule):
    """All that tells two routes apart."""
    methods = None if rule.methods is None else frozenset(rule.methods)
    plain = rule.rule, rule.endpoint, methods, rule.subdomain, rule.host, rule.build_only
    return *plain, rule.strict_slashes, rule.merge_slashes, rule.alias, repr(rule.defaults)


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


share_compiled_routes()
SharedMaps()
share_compiled_statements()
initialize_once()
keep_connections()
hash_passwords_in_one_thread()
signing_key.RSAKey = FewRSAKeys()
leave_sqlite_to_the_system()
