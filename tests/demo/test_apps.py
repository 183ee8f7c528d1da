"""The demo's apps: one for each profile, and Reader where it runs."""

from app.demo import data
from app.models.accounts.user import User
from app.models.clients import client_search
from app.models.clients.client_profile import PROFILES


def test_there_is_one_live_app_for_each_profile(loaded):
    apps = client_search.list_owned(User.find_by_email("dev@example.org"))
    assert sorted(app.profile for app in apps) == sorted(PROFILES)
    assert all(app.is_live for app in apps)


def test_reader_moves_with_its_port(loaded):
    reader = data.load(reader_port=6001)
    assert reader.registered_uris() == [
        "http://127.0.0.1:6001/callback",
        "http://localhost:6001/callback",
    ]
