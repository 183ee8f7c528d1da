"""Uploaded pictures, encoded again."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms, ImageOps

from app.cap import BusyError
from app.models.values.errors import ValidationError
from app.models.values.pictures import encoding
from tests.support.pictures import ORIENTATION, make_picture, opened, photograph


def png_claiming(width, height):
    """The head of a PNG of this size, with almost nothing behind it."""

    def chunk(name, data):
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 100)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def test_every_size_is_made_as_jpeg_and_webp_and_none_is_larger_than_the_file():
    encoded = encoding.encode(make_picture(1000, 500))
    sizes = [(each.width, each.height, each.extension) for each in encoded.renditions]
    assert sizes == [
        *((480, 240, "jpg"), (480, 240, "webp")),
        *((960, 480, "jpg"), (960, 480, "webp")),
        *((1000, 500, "jpg"), (1000, 500, "webp")),
    ]
    for each in encoded.renditions:
        image = opened(each.content)
        assert image.size == (each.width, each.height)
        assert image.format == {"jpg": "JPEG", "webp": "WEBP"}[each.extension]
    assert encoded.widths == (480, 960, 1000)
    assert encoded.widest.width == 1000


@pytest.mark.parametrize(
    ("size", "widest"),
    [((4000, 3000), (1920, 1440)), ((60, 40), (60, 40)), ((100, 9000), (43, 3840))],
    ids="large small tall".split(),
)
def test_widest_size_fits_a_page(size, widest):
    rendition = encoding.encode(make_picture(*size)).widest
    assert (rendition.width, rendition.height) == widest


def test_photograph_is_upright_and_says_nothing_of_its_camera():
    for each in encoding.encode(photograph()).renditions:
        image = opened(each.content)
        assert image.size == (40, 60)
        red, _green, blue = image.convert("RGB").getpixel((20, 5))
        assert red > 200 > 100 > blue
        assert not image.getexif()
        assert not {"exif", "comment", "icc_profile", "xmp"} & image.info.keys()
        assert not any(word in each.content for word in (b"Ana", b"secret", b"Exif"))


@pytest.mark.parametrize(
    ("kind", "mode", "colour"),
    [
        ("PNG", "RGBA", (0, 0, 0, 0)),
        ("PNG", "LA", (0, 0)),
        ("WEBP", "RGBA", (0, 0, 0, 0)),
    ],
)
def test_what_is_transparent_becomes_white(kind, mode, colour):
    content = make_picture(kind=kind, mode=mode, colour=colour)
    assert opened(encoding.encode(content).widest.content).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "P", "1", "I;16", "CMYK", "RGB"])
def test_every_kind_of_colour_is_read(mode):
    content = make_picture(kind="JPEG" if mode == "CMYK" else "PNG", mode=mode, colour=0)
    assert opened(encoding.encode(content).widest.content).mode == "RGB"


def test_colours_of_a_profile_are_those_that_people_saw():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = make_picture(icc_profile=profile, colour=(200, 30, 30), quality=95)
    red, green, blue = opened(encoding.encode(content).widest.content).getpixel((5, 5))
    assert max(abs(red - 200), abs(green - 30), abs(blue - 30)) < 6
    broken = make_picture(icc_profile=b"no profile")
    assert encoding.encode(broken).widest.width == 60


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_frame_is_kept(kind):
    frames = [Image.new("RGB", (30, 20), colour) for colour in ("red", "blue")]
    buffer = BytesIO()
    frames[0].save(buffer, kind, save_all=True, append_images=frames[1:])
    for each in encoding.encode(buffer.getvalue()).renditions:
        image = opened(each.content)
        assert getattr(image, "n_frames", 1) == 1
        assert image.convert("RGB").getpixel((5, 5))[0] > 200


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        make_picture(300, 300, "BMP"),
        make_picture(300, 300, "TIFF"),
        make_picture(300, 300)[:400],
        png_claiming(50, 50),
        png_claiming(0, 10),
    ],
    ids="empty head svg zeros bmp tiff cut short none".split(),
)
def test_other_files_are_refused(context, content):
    with pytest.raises(ValidationError) as error:
        encoding.encode(content)
    assert error.value.field == "picture"


@pytest.mark.parametrize("size", [(30_000, 30_000), (24_999, 1), (6_000, 6_000)])
def test_picture_of_many_pixels_is_refused_for_their_number(context, size):
    with pytest.raises(ValidationError, match="too many pixels"):
        encoding.encode(png_claiming(*size))


def test_large_file_is_refused_before_it_is_read(context, monkeypatch):
    monkeypatch.setattr(Image, "open", None)
    with pytest.raises(ValidationError, match="12 MB"):
        encoding.encode(b"x" * (encoding.MAX_BYTES + 1))


def test_only_two_are_encoded_at_once():
    with encoding._places.place(), encoding._places.place(), pytest.raises(BusyError):
        encoding.encode(make_picture())


def test_equal_pictures_have_the_same_digest():
    assert encoding.encode(photograph()).digest == encoding.encode(photograph()).digest
    assert encoding.encode(make_picture()).digest != encoding.encode(photograph()).digest


@pytest.mark.parametrize("orientation", range(1, 9))
def test_picture_is_turned_as_its_camera_was_held_however_broken_the_rest_is(orientation):
    """Cameras and tools write tags of a wrong type."""
    tags = struct.pack("<HHI4s", 0x0100, 2, 4, b"abc") + struct.pack(
        "<HHII", ORIENTATION, 3, 1, orientation
    )
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + tags + bytes(4)
    image = Image.new("RGB", (60, 40), "blue")
    image.paste("red", (0, 0, 15, 10))
    broken, whole = BytesIO(), BytesIO()
    image.save(broken, "PNG", exif=exif)
    right = Image.Exif()
    right[ORIENTATION] = orientation
    image.save(whole, "PNG", exif=right)

    turned = opened(encoding.encode(broken.getvalue()).widest.content)

    expected = ImageOps.exif_transpose(opened(whole.getvalue()))
    assert turned.size == expected.size
    corners = [(5, 5), (turned.width - 6, 5), (5, turned.height - 6)]
    assert [turned.getpixel(at)[0] > 128 for at in corners] == [
        expected.getpixel(at)[0] > 128 for at in corners
    ]
