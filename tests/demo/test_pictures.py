"""Pictures of the demo's shows."""

from io import BytesIO

from PIL import Image

from app.demo.pictures import draw


def test_picture_is_of_its_two_colours():
    picture = Image.open(BytesIO(draw("#12355b", "#d6a2ad")))
    assert picture.size == (960, 540)
    assert picture.getpixel((720, 200)) == (0xD6, 0xA2, 0xAD)  # the sun
    assert picture.getpixel((10, 539)) == (0x12, 0x35, 0x5B)  # the last wave
