"""Each route is a page, or for programs; only the latter are open to pages of other origins."""

from werkzeug.routing.converters import AnyConverter, NumberConverter

from app.web import errors, machine_views
from tests.conventions.test_described_routes import DOORS, FOR_PEOPLE

MACHINES = {"openapi.show_document"} | {"portal.show_security_txt"}
HEALTH = {"health.show_liveness", "health.show_readiness", "metrics.show_metrics"}


def list_routes(app):
    """An address of each route, its endpoint, and whether it is for programs."""
    for rule in app.url_map.iter_rules():
        values = {name: example(of) for name, of in rule._converters.items()}
        _host, path = rule.build(values | (rule.defaults or {}))
        yield path, rule.endpoint, is_for_programs(app, rule.endpoint)


def example(converter) -> str | int:
    """A value that the part of a path takes."""
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)[0]
    return 1 if isinstance(converter, NumberConverter) else "x"


def is_for_programs(app, endpoint):
    """Whether the view is declared to be for programs, or is known here to be."""
    return machine_views.is_declared(app.view_functions[endpoint]) or endpoint in MACHINES


def test_every_route_of_the_doors_for_programs_is_for_them_or_known_as_a_page(app):
    pages = {
        endpoint
        for _path, endpoint, for_programs in list_routes(app)
        if endpoint.partition(".")[0] in DOORS and not for_programs
    }
    assert pages == {"oauth.ask_consent", "oauth.ask_to_end_session", *FOR_PEOPLE}


def test_no_page_is_open_and_every_address_for_programs_is(app):
    client, wrong, preflight = app.test_client(), [], {"Access-Control-Request-Method": "GET"}
    for path, endpoint, for_programs in list_routes(app):
        answer = client.options(path, headers=preflight)
        is_open = answer.headers.get("Access-Control-Allow-Origin") == "*"
        if is_open != for_programs or (is_open and answer.status_code != 204):
            wrong.append((path, endpoint))
    assert wrong == []


def test_operation_that_answers_pages_says_so(app):
    for endpoint, view in app.view_functions.items():
        operation = getattr(view, "operation", None)
        types = {answer.type for answer in operation.answers.values()} if operation else set()
        assert "text/html" not in types or operation.opened_by_people, endpoint


def test_errors_of_the_oauth_endpoints_are_json(app):
    for path, endpoint, for_programs in list_routes(app):
        if endpoint.startswith("oauth.") and for_programs:
            assert errors.is_for_programs(path), f"Add {path} to errors.OAUTH_ENDPOINTS."
