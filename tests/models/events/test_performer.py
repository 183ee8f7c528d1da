"""The performers of an event."""

import pytest

from app.models.events import performer
from app.models.events.performer import MAX_PERFORMERS, Performer
from app.models.values.errors import ValidationError


def test_performers_are_cleaned_and_named_once():
    mara = Performer(" Mara ", "https://mara.example")
    both = performer.check_all([mara, Performer("Mara", "https://mara.example ")])
    assert both == (Performer("Mara", "https://mara.example"),)


@pytest.mark.parametrize(
    "performers",
    [
        [Performer("")],
        [Performer("a\nb")],
        [Performer("x" * 201)],
        [Performer("a", "javascript:alert(1)")],
        [Performer(str(n)) for n in range(MAX_PERFORMERS + 1)],
    ],
    ids="nameless lines long link many".split(),
)
def test_other_performers_are_refused(context, performers):
    with pytest.raises(ValidationError) as error:
        performer.check_all(performers)
    assert error.value.field == "performers"


def test_stored_performers_are_read_again():
    performers = (Performer("Mara", "https://mara.example"), Performer("Gulls"))
    assert performer.from_json(performer.to_json(performers)) == performers
