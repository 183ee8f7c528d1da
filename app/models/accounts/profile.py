"""What a person lets an app know about them."""

from sqlalchemy import Row, select

from app.database.connections import hot_read
from app.models.accounts.user import User

_FIND = select(User.public_id.label("id"), User.name, User.email, User.locale, User.timezone)


def find(user_id: int) -> Row[str, str, str, str, str]:
    """The id, name, e-mail address, locale and time zone of the person with this number."""
    with hot_read() as connection:
        return connection.execute(_FIND.where(User.id == user_id)).one()
