"""The field for a time zone."""

import pytest
from werkzeug.datastructures import MultiDict

from app.models.values import wall_time
from app.portal.forms import zone_field
from app.portal.forms.fields import PortalForm
from app.portal.forms.zone_field import BrowserZoneField, ZoneField


class ZoneForm(PortalForm):
    """One zone, and that of the browser."""

    class Meta(PortalForm.Meta):
        """No token."""

        csrf = False

    timezone = ZoneField("Zone")
    browser = BrowserZoneField()


@pytest.fixture(autouse=True)
def page(app):
    """Fields are drawn on a page."""
    with app.test_request_context("/"):
        yield


def draw(zone):
    return str(ZoneForm(formdata=None, data={"timezone": zone}).timezone())


def submitted(stored=None, **typed):
    form = ZoneForm(formdata=MultiDict(typed), data={"timezone": stored})
    form.validate()
    return form


def test_field_is_a_text_with_a_short_list_and_the_address_of_the_long_one():
    html = draw("Europe/Rome")

    assert html.startswith("<input")
    assert 'value="Europe/Rome"' in html
    assert 'list="timezone-zones"' in html
    assert 'data-zones="/time-zones.json"' in html
    assert '<option value="Europe/Rome">Rome, Italy</option>' in html
    assert html.count("<option") < 25


@pytest.mark.parametrize("zone", ["", None, "Mars/Base", '"><script>'])
def test_whatever_was_typed_is_drawn_as_text(zone):
    assert "<script" not in draw(zone)


def test_field_follows_the_browser_only_on_a_blank_form():
    form = ZoneForm(formdata=None)
    assert "data-browser-zone" not in str(form.timezone())
    assert "data-browser-zone" in str(zone_field.follow_browser(form).timezone())


def test_typed_city_becomes_its_zone():
    assert submitted(timezone="berlin").timezone.data == "Europe/Berlin"


def test_zone_that_was_not_touched_keeps_its_former_name():
    assert submitted("Asia/Calcutta", timezone="Asia/Calcutta").timezone.data == "Asia/Calcutta"
    assert submitted("Europe/Rome", timezone="Asia/Calcutta").timezone.data == "Asia/Kolkata"


def test_unknown_zone_is_refused_beside_the_field():
    form = submitted("Europe/Rome", timezone="Berln")
    assert "Europe/Berlin" in form.timezone.errors[0]


def test_form_without_the_field_keeps_the_zone():
    assert submitted("Europe/Rome").timezone.data == "Europe/Rome"


@pytest.mark.parametrize(
    ("sent", "zone"),
    [
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Berlin", "Europe/Berlin"),
        ("Etc/Unknown", None),
        ("", None),
        ("<script>", None),
    ],
)
def test_zone_of_the_browser_is_understood_or_ignored(sent, zone):
    form = submitted("UTC", timezone="UTC", browser=sent)
    assert form.browser.data == zone
    assert form.errors == {}


def test_every_city_is_of_a_zone():
    assert {name for name, _label in zone_field.all_cities()} <= wall_time.zone_names()
