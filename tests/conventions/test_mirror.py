"""Tests mirror the application: tests/<room>/test_<module>.py tests app/<room>/<module>.py."""

from tests.conventions.source import PROJECT, python_files

# Six in ten modules at least have a test of their own name.
OWN_TEST = 0.6
# Folders of tests about behaviour that no one module owns.
SCENARIO_FOLDERS = {
    "acceptance": "the documented cases of five platforms",
    "benchmarks": "what `make bench` measures still works",
    "browser": "pages in a real browser",
    "budgets": "what requests cost, in Python calls and SQL statements",
    "conformance": "modules of the OpenID Foundation's conformance suite",
    "conventions": "rules that the project holds itself to",
    "deploy": "the reference files of deploy/, in front of a real server",
    "examples": "the programs of examples/ and of the documentation",
    "faults": "what faults leave behind",
    "flows": "promises over several doors",
    "interop": "other people's clients against a live server",
    "races": "many requests at once",
}
# Single tests about behaviour that no one module owns, each with its reason.
SCENARIOS = {
    "api/contract/test_event_parameters.py": "wild values of every parameter",
    "api/events/test_events_by_date.py": "occurrences through the list",
    "api/events/test_next_dates.py": "next dates in the API, and nowhere unasked",
    "api/feeds/test_event_tombstones.py": "what feeds say of events that left them",
    "api/test_isolation.py": "every route keeps to its team",
    "api/test_live_server.py": "the API over real HTTP",
    "database/test_long_lists.py": "a page far down every list",
    "demo/test_command.py": "make demo as a person runs it",
    "models/calendar_files/test_calendar_samples.py": "calendars of real organizers",
    "models/calendar_files/test_event_import_samples.py": "likewise, imported",
    "models/calendar_files/test_reported_calendars.py": "calendars of public bug reports",
    "models/credentials/test_token_lifecycle.py": "from code to revoked token",
    "oauth/authorization/test_pending_app.py": "apps that wait for a review",
    "oauth/authorization/test_connect_policy.py": "which apps a team lets connect",
    "oauth/authorization/test_several_teams.py": "one grant for several teams",
    "oauth/authorization/test_unregistered_app.py": "apps that nobody registered",
    "oauth/authorization/test_unverified.py": "people with an unproved address",
    "oauth/endpoints/test_token_endpoint.py": "what every grant type answers",
    "observability/test_metering_live.py": "counts of several processes",
    "openapi/test_promises.py": "random requests against the document",
    "portal/accounts/test_sign_in.py": "signing in, over accounts and sessions",
    "portal/clients/test_new_client.py": "the two steps of a new app",
    "portal/clients/developer_teams/test_moves.py": "apps that change hands, over two doors",
    "portal/clients/test_new_client_twice.py": "the same form sent twice",
    "oauth/test_assertion_authentication.py": "client assertions, right and wrong",
    "portal/clients/test_registration_policy.py": "who may register apps",
    "portal/docs/test_webhook_receivers.py": "receivers in four languages, running",
    "portal/events/test_event_lists.py": "lists of events with their filters",
    "portal/test_strange_forms.py": "wild values in every form",
    "portal/test_strange_requests.py": "wild values in every address",
    "test_migrations.py": "the database up and down",
}


def room_tests():
    """Return the test files of rooms, as paths below tests/."""
    paths = [path.relative_to(PROJECT / "tests") for path in python_files("tests")]
    return {
        path.as_posix()
        for path in paths
        if path.name.startswith("test_") and path.parts[0] not in SCENARIO_FOLDERS
    }


def modules():
    """Return the modules of the application, as paths below app/."""
    paths = [path.relative_to(PROJECT / "app") for path in python_files("app")]
    return {path.as_posix() for path in paths if path.name != "__init__.py"}


def module_of(test):
    """Return the module that the test is named after."""
    folder, _slash, name = test.rpartition("/")
    return f"{folder}/{name.removeprefix('test_')}".lstrip("/")


def test_every_test_names_a_module_or_is_a_known_scenario():
    existing = modules()
    strays = {test for test in room_tests() if module_of(test) not in existing}
    assert strays == SCENARIOS.keys()


def test_most_modules_have_a_test_of_their_name():
    own = {module_of(test) for test in room_tests()} & modules()
    without = sorted(modules() - own)
    assert len(own) / len(modules()) >= OWN_TEST, f"Without a test of their name: {without}"
