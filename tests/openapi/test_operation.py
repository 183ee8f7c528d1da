"""A view keeps its description."""

from app.openapi.operation import Answer, Operation, describe


def test_described_view_is_the_same_function_with_its_operation():
    operation = Operation("things", "List things", "", {200: Answer("Things.")})

    def view():
        return "things"

    assert describe(operation)(view) is view
    assert view.operation is operation
