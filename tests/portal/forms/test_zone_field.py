"""The field for a time zone."""

import pytest

from app.models.values import wall_time
from app.portal.forms.fields import PortalForm
from app.portal.forms.zone_field import ZoneField


class ZoneForm(PortalForm):
    """One zone."""

    timezone = ZoneField("Zone")


@pytest.fixture
def draw(app):
    """A function that draws the field with a zone chosen."""
    with app.test_request_context("/"):
        yield lambda zone: str(ZoneForm(formdata=None, data={"timezone": zone}).timezone(size="1"))


def test_every_zone_is_an_option_and_the_chosen_one_is_selected(draw):
    html = draw("Europe/Rome")

    assert html.count("<option") == len(wall_time.zone_names())
    assert html.count("selected") == 1
    assert '<option selected value="Europe/Rome">Europe/Rome</option>' in html
    assert html.startswith('<select id="timezone" name="timezone" size="1">')


@pytest.mark.parametrize("zone", ["", None, "Mars/Base", '"><script>'])
def test_unknown_zone_selects_none_and_is_not_drawn(draw, zone):
    html = draw(zone)

    assert "selected" not in html
    assert "script" not in html
