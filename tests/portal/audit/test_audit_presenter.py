"""Actions of the audit trail and their wordings are the same set, and doors record no others."""

import ast

from app.portal.audit.audit_presenter import WORDINGS
from tests.conventions.source import modules

DOORS = ("app.portal", "app.oauth", "app.api", "app.commands", "app.web")
# What a door records itself, because it changes no noun.
OF_DOORS = {
    "app.portal.accounts.accounts": "a sign-up that was refused: the account is another's",
    "app.portal.accounts.sessions": "a sign-in that failed, perhaps of nobody's account",
    "app.portal.accounts.password_resets": "a link asked for, perhaps for nobody's address",
    "app.portal.operators.health": "a test mail was sent",
}
RECORDERS = ("record", "record_each", "_record", "_write")


def calls(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def name_of(call):
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def texts(node):
    constants = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
    return {text for text in constants if isinstance(text, str)}


def test_every_action_that_is_recorded_has_a_wording():
    recorded = set()
    for tree in modules("app").values():
        for call in calls(tree):
            if name_of(call) in RECORDERS and call.args:
                recorded |= {text for text in texts(call.args[0]) if "." in text}
    assert len(recorded) > 60, "Does the test still find the calls?"
    assert recorded - WORDINGS.keys() == set()


def test_every_wording_is_of_an_action_that_is_recorded():
    house = {
        module: tree
        for module, tree in modules("app").items()
        if module.startswith("app.models.") or module in OF_DOORS
    }
    named = set().union(*(texts(tree) for tree in house.values()))
    assert WORDINGS.keys() - named == set()


def test_doors_leave_recording_to_the_nouns():
    recording = {
        module
        for door in DOORS
        for module, tree in modules(door).items()
        if any(ast.unparse(call.func).startswith("audit_trail.") for call in calls(tree))
    }
    assert recording == OF_DOORS.keys()
