"""Uploaded pictures, encoded again: turned upright, without metadata, in a few sizes.

What a browser gets was written by our own encoder, so nothing of the uploaded bytes reaches it:
no position of the camera, no script, no second file behind the first.
"""

from app.cap import Cap
from app.language.texts import gettext as _
from app.models.values.errors import ValidationError
from app.models.values.pictures.encoded_picture import EncodedPicture

MAX_BYTES = 12 * 1024**2  # of an uploaded file
# Two pictures at once take 200 MB at most; others answer 503 and may be sent again.
_places = Cap(2)


def encode(content: bytes) -> EncodedPicture:
    """The picture in this file.

    Raises ValidationError("picture", …), and BusyError while other pictures are encoded.
    """
    from app.models.values.pictures import drawing  # brings Pillow

    _check_length(content)
    with _places.place():
        return EncodedPicture(tuple(drawing.draw(content, drawing.renditions)))


def encode_square(content: bytes, side: int) -> bytes:
    """The picture in this file as a PNG of at most ``side`` pixels, squared by white margins.

    Raises as ``encode``.
    """
    from app.models.values.pictures import drawing  # brings Pillow

    _check_length(content)
    with _places.place():
        return drawing.draw(content, lambda image: drawing.square(image, side))


def _check_length(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        message = _("Choose a file of at most %(n)d MB.", n=MAX_BYTES // 1024**2)
        raise ValidationError("picture", message)
