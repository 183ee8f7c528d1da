"""An uploaded picture of a team's events, in the database, where every process finds it."""

import re
from collections.abc import Collection, Iterable

from sqlalchemy import ForeignKey, LargeBinary, String, func, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.config import settings
from app.database.batches import batches
from app.extensions import db
from app.language.texts import gettext as _
from app.models.teams.team import Team
from app.models.values import clock, secret
from app.models.values.errors import ValidationError
from app.models.values.pictures.encoded_picture import MEDIA_TYPES, WIDTHS, EncodedPicture

FOLDER = "/media/pictures/"
KEPT = 8 * 86_400  # seconds after its last event lost it: as long as an import can be undone
_NAME = re.compile(r"(pic_[a-z2-7]{16,40})-([1-9][0-9]{0,3})\.(jpg|webp)", re.ASCII)


class Picture(db.Model):
    """A picture of a team. Its name is derived from its content, so a name never changes it.

    ``left_at`` is when an event last stopped to show it, or when it was uploaded.
    """

    __tablename__ = "picture"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(60), unique=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]  # bytes of all its files
    left_at: Mapped[int] = mapped_column(default=lambda: clock.now())

    files: Mapped[list["PictureFile"]] = relationship(
        back_populates="picture", cascade="all, delete-orphan", passive_deletes=True
    )

    @classmethod
    def keep(cls, team: Team, encoded: EncodedPicture) -> "Picture":
        """The team's picture with this content, stored now unless it was before.

        Raises ValidationError("picture", …) beyond the team's quota.
        """
        team.lock()
        public_id = secret.public_id_from("pic_", f"{team.public_id} {encoded.digest}")
        stored: Picture | None = db.session.scalar(select(cls).where(cls.public_id == public_id))
        if stored is not None:
            return stored
        _check_quota(team, encoded.size)
        widest = encoded.widest
        picture = cls(
            public_id=public_id,
            team_id=team.id,
            width=widest.width,
            height=widest.height,
            size=encoded.size,
        )
        picture.files = [
            PictureFile(width=each.width, extension=each.extension, content=each.content)
            for each in encoded.renditions
        ]
        db.session.add(picture)
        db.session.flush()
        return picture

    @classmethod
    def behind(cls, team: Team, link: str | None) -> "Picture | None":
        """The team's picture whose address is ``link``, if it is one."""
        match = _match_in(link)
        if match is None:
            return None
        named = select(cls).where(cls.team_id == team.id, cls.public_id == match[1])
        picture = db.session.scalar(named)
        return picture if picture is not None and picture.address == link else None

    @classmethod
    def find_behind(cls, team_id: int, links: Iterable[str | None]) -> dict[str, int]:
        """The team's pictures whose addresses are among ``links``: their numbers by address."""
        matches = {link: match[1] for link in links if link and (match := _match_in(link))}
        stored: dict[str, Picture] = {}
        for names in batches(sorted(set(matches.values()))):
            named = select(cls).where(cls.team_id == team_id, cls.public_id.in_(names))
            stored |= {picture.address: picture for picture in db.session.scalars(named)}
        return {link: stored[link].id for link in matches if link in stored}

    @classmethod
    def leave(cls, numbers: Collection[int]) -> None:
        """Note that an event no longer shows these pictures."""
        if numbers:
            left = update(cls).where(cls.id.in_(numbers)).values(left_at=clock.now())
            db.session.execute(left)

    @property
    def address(self) -> str:
        """The full URL of its widest JPEG."""
        return f"{settings().public_url}{FOLDER}{self.public_id}-{self.width}.jpg"


class PictureFile(db.Model):
    """A picture in one width and format."""

    __tablename__ = "picture_file"

    picture_id: Mapped[int] = mapped_column(
        ForeignKey("picture.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    width: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    extension: Mapped[str] = mapped_column(String(4), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    picture: Mapped[Picture] = relationship(back_populates="files")

    @classmethod
    def find(cls, name: str) -> "PictureFile | None":
        """The file with this name, shown to anyone or not; None when there is none."""
        match = _NAME.fullmatch(name)
        if match is None:
            return None
        public_id, width, extension = match.groups()
        return db.session.scalar(
            select(cls)
            .join(Picture)
            .where(
                Picture.public_id == public_id,
                cls.width == int(width),
                cls.extension == extension,
            )
        )

    @property
    def media_type(self) -> str:
        """What it is sent as."""
        return MEDIA_TYPES[self.extension]


def sizes_of(link: str | None) -> dict[int, str]:
    """The JPEGs of the uploaded picture at ``link`` by their width, widest first; {} for others."""
    match = _match_in(link)
    if match is None or link is None:
        return {}
    widest = int(match[2])
    widths = [widest, *(width for width in reversed(WIDTHS) if width < widest)]
    return {width: link.replace(f"-{widest}.jpg", f"-{width}.jpg") for width in widths}


def path_of(link: str) -> str:
    """The path of one of our own addresses."""
    return link.removeprefix(settings().public_url)


def _match_in(link: str | None) -> re.Match[str] | None:
    folder = f"{settings().public_url}{FOLDER}"
    if link is None or not link.startswith(folder):
        return None
    match = _NAME.fullmatch(link.removeprefix(folder))
    return match if match is not None and match[3] == "jpg" else None


def _check_quota(team: Team, size: int) -> None:
    taken = select(func.coalesce(func.sum(Picture.size), 0)).where(Picture.team_id == team.id)
    quota = settings().picture_quota
    if (db.session.scalar(taken) or 0) + size > quota * 1024**2:
        message = _(
            "The pictures of this team already take %(n)d MB, which is the limit. Link to a picture"
            " instead, or remove pictures from events first.",
            n=quota,
        )
        raise ValidationError("picture", message)
