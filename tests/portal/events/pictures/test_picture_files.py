"""The addresses of uploaded pictures."""

import pytest


@pytest.mark.parametrize(
    "name",
    ["x.jpg", "pic_aaaaaaaaaaaaaaaa-480.jpg", "pic_aaaaaaaaaaaaaaaa-480.svg", "%00", "..%2f"],
)
def test_other_names_are_not_found(app, name):
    assert app.test_client().get(f"/media/pictures/{name}").status_code == 404
