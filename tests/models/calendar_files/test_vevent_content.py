"""Pictures, online links and positions, as calendars write them."""

import pytest

from tests.support.ics import event, read_one

POSTER, ROOM = "https://lab.example/poster.png", "https://meet.lab.example/room"


@pytest.mark.parametrize(
    ("lines", "image"),
    [
        ([f"IMAGE;VALUE=URI;DISPLAY=BADGE;FMTTYPE=image/png:{POSTER}"], POSTER),
        ([f"IMAGE:{POSTER}"], POSTER),
        (["IMAGE;DISPLAY=THUMBNAIL:https://x.example/small", f"IMAGE:{POSTER}"], POSTER),
        (
            ["IMAGE;VALUE=BINARY;ENCODING=BASE64:aaaa", f"ATTACH;FMTTYPE=image/jpeg:{POSTER}"],
            POSTER,
        ),
        ([f"ATTACH;FMTTYPE=IMAGE/JPEG:{POSTER}"], POSTER),
        ([f"ATTACH:{POSTER}?size=1"], f"{POSTER}?size=1"),
        (["ATTACH;FMTTYPE=application/pdf:https://x.example/a.png"], None),
        (["ATTACH:https://x.example/agenda"], None),
        (["ATTACH;FMTTYPE=image/png:cid:part1@x.example"], None),
        (["ATTACH;ENCODING=BASE64;VALUE=BINARY;FMTTYPE=image/png:aaaa"], None),
        (["IMAGE;FMTTYPE=text/html:https://x.example"], None),
        (["IMAGE:javascript:alert(1)", "IMAGE", f"IMAGE: {POSTER} "], POSTER),
    ],
)
def test_picture_is_that_of_the_event_or_one_attached(lines, image):
    assert read_one(*lines).content.get("image_url") == image


@pytest.mark.parametrize(
    ("lines", "link"),
    [
        ([f'CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL="Join":{ROOM}'], ROOM),
        (["CONFERENCE;FEATURE=PHONE:tel:+3912345", f"CONFERENCE;FEATURE=VIDEO:{ROOM}"], ROOM),
        (["CONFERENCE;FEATURE=CHAT:https://x.example", f"CONFERENCE;FEATURE=VIDEO:{ROOM}"], ROOM),
        ([f"X-GOOGLE-CONFERENCE:{ROOM}"], ROOM),
        ([f"X-MICROSOFT-SKYPETEAMSMEETINGURL:{ROOM}"], ROOM),
        (["CONFERENCE:tel:+3912345"], None),
    ],
)
def test_online_link_is_the_first_one_for_browsers(lines, link):
    assert read_one(*lines).content.get("online_url") == link


@pytest.mark.parametrize(
    ("geo", "position"),
    [
        ("52.3702;4.8952", (52.3702, 4.8952)),
        ("52.3702, 4.8952", (52.3702, 4.8952)),
        ("91;0", None),
        ("nan;0", None),
        ("1;2;3", None),
    ],
)
def test_position_is_on_earth(geo, position):
    assert read_one(f"GEO:{geo}").geo == position


def test_what_only_decorates_is_left_out():
    lines = (
        "COLOR:turquoise",
        'STRUCTURED-DATA;FMTTYPE=application/ld+json;SCHEMA="https://schema.org/Event":{"a":1}',
        "BEGIN:PARTICIPANT\nSUMMARY:Ada\nEND:PARTICIPANT",
        "BEGIN:VALARM\nATTACH:https://x.example/a.png\nIMAGE:https://x.example\nEND:VALARM",
    )
    assert read_one(*lines) == read_one()
    assert event(*lines) != event()
