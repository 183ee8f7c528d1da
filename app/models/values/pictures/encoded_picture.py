"""A picture as it is kept: encoded in a few sizes and formats."""

from dataclasses import dataclass
from hashlib import sha256

WIDTHS = (480, 960, 1920)  # pixels; search engines ask for the largest
MEDIA_TYPES = {"jpg": "image/jpeg", "webp": "image/webp"}


@dataclass(frozen=True)
class Rendition:
    """The picture in one size and format."""

    width: int
    height: int
    extension: str
    content: bytes


@dataclass(frozen=True)
class EncodedPicture:
    """A picture in all its sizes, the widest last."""

    renditions: tuple[Rendition, ...]

    @property
    def widest(self) -> Rendition:
        """The largest JPEG."""
        return [each for each in self.renditions if each.extension == "jpg"][-1]

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths there are, in pixels, in ascending order."""
        return tuple(each.width for each in self.renditions if each.extension == "jpg")

    @property
    def size(self) -> int:
        """The bytes of all files."""
        return sum(len(each.content) for each in self.renditions)

    @property
    def digest(self) -> str:
        """Equal pictures have the same."""
        return sha256(self.widest.content).hexdigest()
