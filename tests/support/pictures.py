"""Picture files made on the spot."""

from io import BytesIO

from PIL import Image

ORIENTATION, GPS, SOFTWARE = 0x0112, 0x8825, 0x0131  # tags of EXIF


def make_picture(
    width: int = 60, height: int = 40, kind: str = "JPEG", colour: object = "teal", **options
) -> bytes:
    """A file of one colour."""
    buffer = BytesIO()
    mode = options.pop("mode", "RGB")
    Image.new(mode, (width, height), colour).save(buffer, kind, **options)
    return buffer.getvalue()


def photograph() -> bytes:
    """A JPEG lying on its side, as phones write it: red on the left, with place and software."""
    image = Image.new("RGB", (60, 40), "blue")
    image.paste("red", (0, 0, 30, 40))
    exif = Image.Exif()
    exif[ORIENTATION], exif[SOFTWARE] = 6, "Camera of Ana"
    exif.get_ifd(GPS)[1] = "N"
    buffer = BytesIO()
    image.save(buffer, "JPEG", exif=exif, comment=b"secret", quality=95)
    return buffer.getvalue()


def opened(content: bytes) -> Image.Image:
    """The picture in a file."""
    return Image.open(BytesIO(content))
