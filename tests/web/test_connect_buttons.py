"""The drawings of the connect buttons."""

import re

import pytest

from app.factory import create_app
from app.web import connect_buttons
from tests.support.settings import make_settings


@pytest.mark.parametrize("kind", ["svg", "png"])
@pytest.mark.parametrize("look", ["long-light", "long-dark", "compact-light", "compact-dark"])
def test_connect_button_is_kept_for_a_month_and_shown_by_any_site(client, look, kind):
    answer = client.get(f"/static/{connect_buttons.FOLDER}{look}.{kind}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=2592000"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_drawing_known_by_its_tag_is_not_sent_again(client):
    path = f"/static/{connect_buttons.FOLDER}long-dark.svg"
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_drawing_has_the_name_of_the_site_and_room_for_it(tmp_path):
    names = {"Ox": 181, "Stagedoor": 236, "Harbour Nights & <Days>": 347}
    for name, width in names.items():
        settings = make_settings(stagedoor_home=tmp_path, instance_name=name)
        svg = create_app(settings).test_client().get("/static/img/connect/long-light.svg").text
        assert int(re.search(r'width="(\d+)"', svg)[1]) == width, name
        assert "<Days>" not in svg
        assert f"Connect with {name[:10]}" in svg


def test_picture_is_offered_only_with_the_name_that_is_drawn_in_it(tmp_path):
    for name, kinds in {"Stagedoor": ["svg", "png"], "Harbour Nights": ["svg"]}.items():
        app = create_app(make_settings(stagedoor_home=tmp_path, instance_name=name))
        with app.test_request_context():
            assert list(connect_buttons.image_urls("long", "dark")) == kinds
