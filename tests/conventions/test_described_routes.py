"""Every route for programs is described, and what is described is so."""

from app.api.contract.event_body_schemas import NEW_EVENT
from app.api.events.event_body import MEMBERS
from app.openapi.groups import GROUPS
from app.openapi.routes import list_routes

DOORS = {"oauth", "api", "dialects"}
# Endpoints of these doors that are for people, each with its reason.
FOR_PEOPLE = {
    "oauth.decide_consent": "the consent page's own form",
    "oauth.ask_user_code": "the page for the code that a device shows",
    "oauth.read_user_code": "its form",
    "oauth.decide_device": "the form of the page about the device",
    "oauth.confirm_end_session": "the form of the page that asks",
    "oauth.preview_consent": "a page for the app's developer",
}


def test_every_route_for_programs_says_what_it_promises(app):
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    for_programs = {name for name in routes if name.partition(".")[0] in DOORS}
    described = {route.endpoint for route in list_routes(app)}

    assert for_programs - described - FOR_PEOPLE.keys() == set(), "Put @describe(…) over these."
    assert described <= for_programs


def test_every_group_has_its_page_and_no_other_is_named(app):
    named = {route.operation.group for route in list_routes(app)}
    assert named == {group.name for group in GROUPS}, "Groups stand in app/openapi/groups.py."


def test_summaries_of_a_group_are_told_apart(app):
    views = {route.endpoint: route.operation for route in list_routes(app)}
    titles = [(one.group, str(one.summary)) for one in views.values()]
    assert len(titles) == len(set(titles))


def test_every_value_of_a_path_and_every_error_has_words(app):
    for route in list_routes(app):
        assert all(one.text for one in route.parameters), route
        assert all(route.errors.values()), route
        names = [(one.place, one.name) for one in route.parameters]
        assert len(names) == len(set(names)), route


def test_members_of_a_written_event_are_those_that_are_read():
    assert NEW_EVENT.shape["properties"].keys() == MEMBERS
