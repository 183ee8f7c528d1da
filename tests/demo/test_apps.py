"""The demo's apps: one for each profile, and Reader where it runs."""

from app.demo import data
from app.models.accounts.user import User
from app.models.clients import client_search
from app.models.clients.client_profile import PROFILES
from app.models.clients.client_protocol import DEVICE_CODE


def test_there_is_a_live_app_for_each_profile_and_one_device(loaded):
    apps = client_search.list_owned(User.find_by_email("dev@example.org"))
    assert {app.profile for app in apps} == set(PROFILES)
    assert [app.name for app in apps if app.check_grant_type(DEVICE_CODE)] == ["Door Scanner"]
    assert all(app.is_live for app in apps)


def test_reader_moves_with_its_port(loaded):
    reader = data.load(reader_port=6001)
    assert reader.registered_uris() == [
        "http://127.0.0.1:6001/callback",
        "http://localhost:6001/callback",
    ]
