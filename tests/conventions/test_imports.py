"""Who may import what: the house knows no door, no door knows another, and nothing goes in circles.

Flask's request, forms and templates belong to the doors, so the house imports none of them.
"""

import pytest

from tests.conventions.source import imports, is_within, modules

HOUSE = "app.models"
BELOW_THE_HOUSE = ("app.config", "app.database", "app.extensions")
DOORS = ("app.portal", "app.oauth", "app.api")
VALUES = (
    "app.models.values.clock",
    "app.models.values.errors",
    "app.models.clients.redirect_uri",
    "app.models.values.scopes",
    "app.models.values.secret",
)
# A step may import those below it, never one above: authorize -> server -> grant_types -> models.
OAUTH_STEPS = (
    ("app.oauth.errors",),
    ("app.oauth.requests", "app.oauth.client_authentication", "app.oauth.token_response"),
    (
        "app.oauth.grant_types",
        "app.oauth.introspection_endpoint",
        "app.oauth.revocation_endpoint",
    ),
    ("app.oauth.server",),
    ("app.oauth.authorization.authorization_request",),
    (
        "app.oauth.authorization.approval",
        "app.oauth.authorization.authorization_response",
        "app.oauth.authorization.consent_page",
    ),
    (
        "app.oauth.authorization.authorization_steps",
        "app.oauth.authorization.consent_mails",
    ),
    (
        "app.oauth.authorization.authorize",
        "app.oauth.authorization.decision",
        "app.oauth.endpoints.metadata",
        "app.oauth.endpoints.token",
    ),
)


def offences(package, forbidden):
    """Return "module imports name" for each import in the package that ``forbidden`` names."""
    return [
        f"{module} imports {name}"
        for module, tree in modules(package).items()
        for name in sorted(imports(tree))
        if forbidden(name)
    ]


def test_house_imports_nothing_of_ours_but_what_lies_below_it():
    def is_elsewhere(name):
        return is_within(name, "app") and not any(
            is_within(name, allowed) for allowed in (HOUSE, *BELOW_THE_HOUSE)
        )

    assert offences(HOUSE, is_elsewhere) == []


def test_house_knows_no_request_form_or_template():
    def is_of_a_door(name):
        if is_within(name, "flask"):
            return name != "flask.current_app"
        return any(is_within(name, door) for door in ("flask_wtf", "wtforms", "jinja2", "werkzeug"))

    assert offences(HOUSE, is_of_a_door) == []


@pytest.mark.parametrize("door", DOORS)
def test_door_imports_no_other_door(door):
    others = [other for other in DOORS if other != door]
    assert offences(door, lambda name: any(is_within(name, other) for other in others)) == []


def test_extensions_import_nothing_of_ours():
    tree = modules("app")["app.extensions"]
    assert [name for name in sorted(imports(tree)) if is_within(name, "app")] == []


def test_oauth_goes_from_endpoints_over_the_server_to_grant_types():
    upward = []
    for number, step in enumerate(OAUTH_STEPS):
        above = [name for higher in OAUTH_STEPS[number + 1 :] for name in higher]
        for module, tree in modules("app.oauth").items():
            if any(is_within(module, name) for name in step):
                reached = {name for name in imports(tree) if any(is_within(name, a) for a in above)}
                upward += [f"{module} imports {name}" for name in sorted(reached)]
    assert upward == []


def test_values_import_no_noun():
    found = []
    for module, tree in modules(HOUSE).items():
        if module in VALUES:
            allowed = (*VALUES, "app.extensions")
            found += [
                f"{module} imports {name}"
                for name in sorted(imports(tree))
                if is_within(name, "app") and not any(is_within(name, each) for each in allowed)
            ]
    assert found == []


def test_house_has_no_import_cycle():
    house = modules(HOUSE)
    graph = {
        module: {other for name in imports(tree) for other in house if names(name, other)}
        for module, tree in house.items()
        if module != HOUSE
    }
    assert cycle_in(graph) == []


def names(imported, module):
    """Whether importing ``imported`` runs ``module``: it is the module, or something in it."""
    return module != HOUSE and is_within(imported, module)


def cycle_in(graph):
    """Return the modules of a cycle in order, or [] when there is none."""
    finished = set()

    def visit(module, path):
        if module in path:
            return [*path[path.index(module) :], module]
        if module not in finished:
            for other in sorted(graph[module]):
                if cycle := visit(other, [*path, module]):
                    return cycle
            finished.add(module)
        return []

    return next(filter(None, (visit(module, []) for module in sorted(graph))), [])


def test_imports_are_absolute():
    assert offences("app", lambda name: name.startswith(".")) == []
