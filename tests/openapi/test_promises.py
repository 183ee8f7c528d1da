"""Everything that /openapi.json promises is asked for, and nothing else comes back."""

import os

from tests.openapi.promises import Exact, find_broken_promises, learn, load, make_world

COUNT = int(os.environ.get("PROMISES", "2"))  # requests an operation
NUMBER = int(os.environ.get("PROMISES_SEED", "1"))


def test_no_answer_breaks_a_promise(app):
    """More, for people: PROMISES=500 PROMISES_SEED=7 pytest tests/openapi/test_promises.py."""
    with app.app_context():
        world = make_world()
    learn(app, world)
    schema, broken = load(app), {}
    exact = Exact(app.test_client().get("/openapi.json").json)
    for found in schema.get_all_operations():
        operation = found.ok()
        kinds = find_broken_promises(operation, world, exact, count=COUNT, number=NUMBER)
        broken |= {f"{operation.label}: {kind}": curl for kind, curl in kinds.items()}

    assert broken == {}
