"""Draws pictures in other sizes and formats, by Pillow."""

import struct
from collections.abc import Callable
from io import BytesIO
from typing import TypeVar

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from PIL.Image import Transpose

from app.language.texts import gettext as _
from app.models.values.errors import ValidationError
from app.models.values.pictures.encoded_picture import MEDIA_TYPES, WIDTHS, Rendition

MAX_PIXELS = 50_000_000  # a JPEG is decoded at a fraction of its size
MAX_PIXELS_WHOLE = 25_000_000  # other formats are decoded whole, which takes four bytes a pixel
MAX_SIDE = 20_000  # pixels
MAX_HEIGHT = 3840  # pixels
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")  # of the last two, the first frame
QUALITY = {"jpg": 84, "webp": 80}
# What decoders raise for files that are cut off, broken or made to break them.
BROKEN = (
    *(OSError, ValueError, SyntaxError, EOFError, OverflowError, MemoryError),
    *(struct.error, TypeError, KeyError, IndexError),
)
ORIENTATION = 0x0112  # a tag of EXIF
# How to turn a picture upright, by its orientation.
TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}

Drawn = TypeVar("Drawn")


def draw(content: bytes, make: Callable[[Image.Image], Drawn]) -> Drawn:
    """What ``make`` makes of the picture in this file; raises ValidationError("picture", …)."""
    try:
        return make(_read(content))
    except ValidationError:
        raise
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except (UnidentifiedImageError, *BROKEN):
        message = _("This file cannot be read as a picture. Use JPEG, PNG or WebP.")
        raise ValidationError("picture", message) from None


def renditions(image: Image.Image) -> list[Rendition]:
    """The picture in all its sizes and formats."""
    image.info.clear()  # what Pillow would write back: comments, profiles, positions
    image.thumbnail((WIDTHS[-1], MAX_HEIGHT), Image.Resampling.LANCZOS)
    smaller = [width for width in WIDTHS if width < image.width]
    return [
        _save(_scaled(image, width), extension)
        for width in (*smaller, image.width)
        for extension in MEDIA_TYPES
    ]


def square(image: Image.Image, side: int) -> bytes:
    """The picture as a PNG of at most ``side`` pixels, squared by white margins."""
    image.info.clear()
    size = min(side, max(image.size))
    squared = ImageOps.pad(image, (size, size), Image.Resampling.LANCZOS, color="white")
    buffer = BytesIO()
    squared.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _read(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content), formats=FORMATS)
    _check_size(image)
    # A JPEG is decoded at the smallest fraction that is still as large as is needed.
    image.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))
    image.load()
    return _flat(_in_srgb(_upright(image)))


def _upright(image: Image.Image) -> Image.Image:
    """As the camera was held. Pillow's own function also writes the EXIF, which may be broken."""
    try:
        turn = TURNS.get(image.getexif().get(ORIENTATION, 1))
    except BROKEN:
        return image
    return image if turn is None else image.transpose(turn)


def _check_size(image: Image.Image) -> None:
    """Before anything is decoded: a small file can hold more pixels than memory."""
    pixels = image.width * image.height
    most = MAX_PIXELS if image.format in {"JPEG", "MPO"} else MAX_PIXELS_WHOLE
    if pixels > most or max(image.size) > MAX_SIDE:
        raise _too_many_pixels()


def _too_many_pixels() -> ValidationError:
    message = _("The picture has too many pixels. Make it at most 5,000 pixels wide.")
    return ValidationError("picture", message)


def _in_srgb(image: Image.Image) -> Image.Image:
    """Colours as every browser shows them without the profile, which is left out."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "CMYK"}:
        return image
    try:
        converted = ImageCms.profileToProfile(
            image, BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, *BROKEN):
        return image
    return converted or image


def _flat(image: Image.Image) -> Image.Image:
    """RGB without transparency: what is transparent becomes white."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    ground = Image.new("RGB", layered.size, "white")
    ground.paste(layered, mask=layered.getchannel("A"))
    return ground


def _scaled(image: Image.Image, width: int) -> Image.Image:
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _save(image: Image.Image, extension: str) -> Rendition:
    buffer = BytesIO()
    kind = {"jpg": "JPEG", "webp": "WEBP"}[extension]
    options = {"progressive": True, "optimize": True} if extension == "jpg" else {"method": 4}
    image.save(buffer, kind, quality=QUALITY[extension], **options)
    return Rendition(image.width, image.height, extension, buffer.getvalue())
