"""What is compiled from the source alone, templates and routes: once for all applications.

Those of this process, and those of the servers that :mod:`tests.support.preloaded` forks.
"""

import atexit
import functools
import os
import shutil
import tempfile

from flask import Blueprint
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket, FileSystemBytecodeCache
from werkzeug.routing import Map, Rule
from werkzeug.routing.matcher import StateMachineMatcher

from app.application import Application

FOLDER = "COMPILED_TEMPLATES"  # the variable that names it to the workers of one run


class CompiledTemplates(BytecodeCache):
    """Templates compiled by one process of a run for the others, and kept in each."""

    def __init__(self, folder: str):
        """Start with none in this process."""
        self._code = {}
        self._files = FileSystemBytecodeCache(folder)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take the code of the same source, if there is any."""
        if bucket.key not in self._code:
            self._files.load_bytecode(bucket)  # none, where its source has changed
            if bucket.code is not None:
                self._code[bucket.key] = bucket.checksum, bucket.code
            return
        checksum, code = self._code[bucket.key]
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code."""
        self._code[bucket.key] = bucket.checksum, bucket.code
        self._files.dump_bytecode(bucket)


def share() -> None:
    """Let every application that this process makes, and its forks, share what is compiled."""
    options = {"bytecode_cache": CompiledTemplates(folder_of_this_run())}
    Application.jinja_options = {**Application.jinja_options, **options}
    share_compiled_routes()
    SharedMaps()
    RememberedRoutes()


@functools.cache
def folder_of_this_run() -> str:
    """Where all its processes keep templates; it goes with the first of them."""
    if FOLDER in os.environ:  # xdist's workers
        return os.environ[FOLDER]
    folder = tempfile.mkdtemp(prefix="stagedoor-templates-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ[FOLDER] = folder
    return folder


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
                self._add(of_app, rule if rule.map is None else unbound(rule))
            self._update(of_app)
        if not hasattr(of_app, "is_shared"):
            made = of_app._matcher, of_app._rules_by_endpoint
            of_app._matcher, of_app._rules_by_endpoint = self._made.setdefault(key, made)
            of_app.is_shared = True
        of_app._remap = False


class RememberedRoutes:
    """The rules that a blueprint's routes become, made once for all applications.

    An application has four hundred, and most share the map of another: theirs are never bound.
    """

    ROUTE = "Blueprint.add_url_rule.<locals>.<lambda>"

    def __init__(self):
        """Take the place of Flask's method."""
        self._register, self._made = Blueprint.register, {}
        Blueprint.register = lambda blueprint, *given: self.register(blueprint, *given)

    def register(self, blueprint, app, options):
        """As Flask's, but for all routes at once, after what else waits for an application."""
        waiting = blueprint.deferred_functions
        routes = [each for each in waiting if each.__qualname__ == self.ROUTE]
        others = [each for each in waiting if each.__qualname__ != self.ROUTE]
        blueprint.deferred_functions = [*others, lambda state: self.add(state, routes)]
        try:
            self._register(blueprint, app, options)
        finally:
            blueprint.deferred_functions = waiting

    def add(self, state, routes):
        """Add the rules that were made of the same routes, or make them."""
        app, of_app = state.app, state.app.url_map
        rules = of_app.__dict__.get("waiting")
        if rules is None:  # the map is in use, and others may share it
            for route in routes:
                route(state)
            return
        place = state.url_prefix, state.subdomain, state.name_prefix, state.name
        key = (state.blueprint, *place, repr(state.url_defaults), len(routes))
        if key not in self._made:
            before = len(rules)
            for route in routes:
                route(state)
            made = rules[before:]
            views = {rule.endpoint: app.view_functions.get(rule.endpoint) for rule in made}
            self._made[key] = made, {name: view for name, view in views.items() if view}
            return
        made, views = self._made[key]
        rules.extend(made)
        of_app._remap = True
        app.view_functions.update(views)


def unbound(rule):
    """A copy for another map, with what Flask noted on the route."""
    copy = rule.empty()
    copy.provide_automatic_options = getattr(rule, "provide_automatic_options", False)
    return copy


def describe(rule):
    """All that tells two routes apart, noted on the rule: many maps wait for the same."""
    if not hasattr(rule, "description"):
        rule.description = description_of(rule)
    return rule.description


def description_of(rule):
    methods = None if rule.methods is None else frozenset(rule.methods)
    plain = rule.rule, rule.endpoint, methods, rule.subdomain, rule.host, rule.build_only
    return *plain, rule.strict_slashes, rule.merge_slashes, rule.alias, repr(rule.defaults)
