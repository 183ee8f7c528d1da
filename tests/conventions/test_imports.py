"""Who may import what: one written order of packages and rooms, held for every import.

An import goes to an earlier line of the order, whether it is at the top of a file, inside a
function or for type checkers alone. So nothing goes in circles, no door imports another, and the
house knows no door.
"""

import ast

import pytest

from tests.conventions.source import imports, is_within, modules, parse, python_files, shown

# What is on one line may not import each other.
ORDERS = {
    "app": """
        cap config extensions language resources version
        database outbound
        models
        callers
        mail observability web
        backchannel calendar_subscriptions openapi service_status serving
        grant_news ticket_news webhooks
        background
        api oauth portal
        demo
        checks
        commands
        application
        factory
        start
        cli
    """,
    "app.models": """
        values
        audit
        accounts recurrence
        clients teams
        events flow_doctor grants
        audit_queries calendar_files event_queries tickets trials usage
        calendar_subscriptions credentials operators
        feeds webhooks
        housekeeping
    """,
    "app.portal": """
        blueprint mails paging
        forms
        access navigation
        accounts calendar_subscriptions flow_doctor
        usage
        audit
        clients events grants trials
        docs feeds teams tickets
        operators
        home
    """,
    "app.oauth": """
        blueprint descriptions schemas token_response
        errors
        client_documents flow_reports openid operations requests token_binding
        client_authentication resource_indicators
        grant_types
        server short_way
        authorization
        device endpoints logout
    """,
    "app.api": """
        blueprint
        bearer feed_formats
        http
        contract
        events people
        dialects feeds
        tickets webhooks
    """,
}
HOUSE = "app.models"
FACTORS = "app/models/accounts/second_factors"
# File and function: why the import cannot be at the top of the file.
INSIDE_FUNCTIONS = {
    ("app/cli.py", "get_command"): "brings the house, which the start of a server does without",
    ("app/config.py", "_check_redis"): "brings Redis, which not every installation uses",
    ("app/checks/redis_checks.py", "find_silent_redis"): "likewise",
    ("app/checks/redis_checks.py", "_version"): "likewise",
    ("app/factory.py", "make_counts"): "likewise",
    ("app/models/values/pictures/encoding.py", "encode"): "Pillow: only pictures need it",
    ("app/models/values/pictures/encoding.py", "encode_square"): "likewise",
    ("app/portal/tickets/tickets.py", "_draw"): "segno: few pages show a code to scan",
    ("app/portal/accounts/totp_authenticators.py", "_draw"): "likewise",
    ("app/web/policies/policy_files.py", "render"): "only an operator's own pages are Markdown",
    ("app/portal/docs/highlight.py", "_draw"): "pygments: only the documentation shows code",
    (f"{FACTORS}/ceremony.py", "registration_options"): "webauthn: only passkeys need it",
    (f"{FACTORS}/ceremony.py", "authentication_options"): "likewise",
    (f"{FACTORS}/ceremony.py", "read"): "likewise",
    (f"{FACTORS}/ceremony.py", "verify_registration"): "likewise",
    (f"{FACTORS}/ceremony.py", "verify_authentication"): "likewise",
    (f"{FACTORS}/ceremony.py", "_descriptors"): "likewise",
    ("app/models/calendar_files/ics_properties.py", "text"): "icalendar: only calendar files",
    ("app/models/calendar_files/ics_properties.py", "texts"): "likewise",
    ("app/models/calendar_files/ics_zone_names.py", "iana"): "likewise",
    ("app/models/calendar_files/vtimezone.py", "find_equal"): "likewise",
    ("app/start.py", "_load"): "an unsafe start is refused before the application is loaded",
    ("app/serving/first_process.py", "load_house"): "SQLAlchemy: not beside one worker",
    ("app/database/migrations.py", "migrate"): "brings Alembic, which only migrating needs",
    ("app/database/migrations.py", "upgrade"): "likewise",
    ("app/commands/command_line.py", "get_command"): "likewise",
    ("app/database/hot_reads.py", "__init__"): "brings psycopg, which SQLite does without",
    ("app/observability/tracing.py", "register"): "brings OpenTelemetry, for those who set it up",
    ("app/commands/demo.py", "demo"): "needs Requests, which the server does not",
}


def floors(package):
    """Return the number of its line by the name of each part of the package."""
    lines = [line.split() for line in ORDERS[package].strip().splitlines()]
    return {name: number for number, line in enumerate(lines) for name in line}


def part_of(name, package):
    """Return the part of the package that the dotted name is in, or "" for another package."""
    return name.removeprefix(f"{package}.").partition(".")[0] if is_within(name, package) else ""


@pytest.mark.parametrize("package", ORDERS)
def test_every_part_has_its_line_in_the_order(package):
    parts = {part_of(module, package) for module in modules(package) if module != package}
    assert parts == floors(package).keys(), "Say in ORDERS where it belongs."


@pytest.mark.parametrize("package", ORDERS)
def test_imports_go_to_earlier_lines(package):
    floor = floors(package)
    upward = []
    for module, tree in modules(package).items():
        own = part_of(module, package)
        for name in sorted(imports(tree)):
            other = part_of(name, package)
            if module != package and other not in ("", own) and floor[other] >= floor[own]:
                upward.append(f"{module} imports {name}")
    assert upward == []


def test_no_module_imports_itself_by_way_of_others():
    trees = modules("app")
    graph = {
        module: {other for name in imports(tree) for other in targets(name, trees) & trees.keys()}
        - {module}
        for module, tree in trees.items()
    }
    assert cycle_in(graph) == []


def targets(name, trees):
    """Return the module that importing ``name`` asks for: ``name`` itself, or what holds it."""
    return {next((other for other in (name, name.rpartition(".")[0]) if other in trees), name)}


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


def test_imports_inside_functions_are_listed():
    inside = {
        (shown(path), node.name)
        for path in python_files("app")
        for node in ast.walk(parse(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and imports(node)
    }
    assert inside == INSIDE_FUNCTIONS.keys()


def test_house_knows_no_request_form_or_template():
    of_doors = ("flask_wtf", "flask_login", "wtforms", "jinja2", "werkzeug")
    offences = [
        f"{module} imports {name}"
        for module, tree in modules(HOUSE).items()
        for name in sorted(imports(tree))
        if any(is_within(name, package) for package in of_doors)
        or (is_within(name, "flask") and name != "flask.current_app")
    ]
    assert offences == []


def test_imports_are_absolute():
    relative = [
        f"{module} imports {name}"
        for module, tree in modules("app").items()
        for name in sorted(imports(tree))
        if name.startswith(".")
    ]
    assert relative == []
