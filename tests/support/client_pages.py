"""The pages of a developer's apps, as tests use them."""

import re

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from tests.support import factories
from tests.support.forms import submit

NEW = "/developer/apps/new"
URI = "https://app.example/callback"


def make(app, build):
    """Run ``build`` in an app context, commit, and return what it returns."""
    with app.app_context():
        made = build()
        db.session.commit()
        return made


def make_client_of(app, email, **metadata):
    """Register an app of the person with ``email``, who may be new; return its client id."""

    def build():
        owner = User.find_by_email(email) or factories.make_user(email)
        return factories.make_client(owner, **metadata)[0].client_id

    return make(app, build)


def register_app(client, **fields):
    """Send the form for a new app and return the answer."""
    fields = {"name": "Poster Board", "redirect_uris": URI, **fields}
    return submit(client, NEW, "Create app", **fields)


def shown_secret(page):
    """Return the element's text after the words "Client secret"; None when they are not there."""
    found = re.search(r"Client secret.*?<code[^>]*>(sd_sec_[a-z0-9]+)</code>", page, re.S)
    return found and found[1]


def stored(app, read):
    """Return what ``read`` finds out about the only client."""
    with app.app_context():
        return read(db.session.scalars(db.select(Client)).one())
