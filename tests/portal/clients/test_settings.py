"""An app's settings: seen in plain words, changed one by one or by a profile, always safe."""

import pytest

from app.extensions import db
from app.models.clients.client import Client
from app.models.clients.client_profile import PROFILES
from app.models.clients.client_settings import ClientSettings
from app.models.clients.host_proof import HostProof
from app.models.credentials.access_token import AccessToken
from tests.support import audit, factories
from tests.support.client_pages import make, make_client_of
from tests.support.forms import find_form, submit
from tests.support.people import sign_in
from tests.support.settings import make_settings

DEV = "dev@example.org"
YEAR = 365 * 86_400


@pytest.fixture
def dev(app, client):
    """The client, signed in as a developer."""
    make(app, lambda: factories.make_user(DEV, name="Dev Ito"))
    sign_in(client, DEV)
    return client


def path_of(client_id):
    return f"/developer/apps/{client_id}/settings"


def settings_of(app, client_id):
    """The settings as they are stored."""
    with app.app_context():
        return ClientSettings.of(Client.find(client_id))


def save(browser, client_id, **fields):
    """Send the form with ``fields``; None leaves a box unticked."""
    page = browser.get(path_of(client_id))
    form = find_form(page.text, "Save")
    sent = {name: value for name, value in {**form.fields, **fields}.items() if value is not None}
    return browser.post(path_of(client_id), data=sent)


def use_profile(browser, client_id, profile):
    """Start over from another profile."""
    return submit(browser, path_of(client_id), "Use these settings", profile=profile)


def audit_lines(app):
    """Action and facts of every line about settings."""
    with app.app_context():
        return [(line.action, line.detail) for line in audit.lines() if "client." in line.action]


def test_saving_untouched_changes_nothing(app, dev):
    for profile in PROFILES:
        uri = f"https://{profile}.example/callback"
        client_id = make_client_of(app, DEV, profile=profile, redirect_uris=(uri,))
        before = settings_of(app, client_id)
        assert save(dev, client_id).status_code == 302
        assert settings_of(app, client_id) == before
    assert "client.settings_changed" not in dict(audit_lines(app))


def test_each_setting_can_be_changed_and_leaves_a_line(app, dev):
    client_id = make_client_of(app, DEV)
    save(
        dev,
        client_id,
        access_token_lifetime="3600",
        refresh_token_lifetime="0",
        default_scopes=["events:read", "profile:read"],
        pkce_required="y",
        state_required="y",
        sends_iss=None,
        silent_reapproval=None,
        token_in_query="y",
        redirect_uri_optional="y",
    )
    assert settings_of(app, client_id) == ClientSettings(
        3600, 0, "events:read profile:read", True, True, False, False, True, True
    )
    action, detail = audit_lines(app)[-1]
    assert action == "client.settings_changed"
    assert '"access_token_lifetime": "3600"' in detail


@pytest.mark.parametrize(
    "field",
    [
        {"access_token_lifetime": str(YEAR + 1)},
        {"access_token_lifetime": "0"},
        {"access_token_lifetime": "-5"},
        {"access_token_lifetime": "soon"},
        {"refresh_token_lifetime": "-1"},
        {"refresh_token_lifetime": str(YEAR * 2)},
        {"default_scopes": ["crm_manage"]},
        {"default_scopes": None},
    ],
    ids=str,
)
def test_what_is_not_on_offer_is_refused(app, dev, field):
    client_id = make_client_of(app, DEV)
    before = settings_of(app, client_id)
    assert save(dev, client_id, **field).status_code == 422
    assert settings_of(app, client_id) == before


def test_public_app_always_needs_pkce_and_always_asks(app, dev):
    client_id = make_client_of(app, DEV, runs_on="browser")
    assert 'name="pkce_required"' not in dev.get(path_of(client_id)).text
    forced = {"pkce_required": None, "silent_reapproval": "y", "redirect_uri_optional": "y"}
    save(dev, client_id, **forced)
    stored = settings_of(app, client_id)
    assert (stored.pkce_required, stored.silent_reapproval) == (True, False)
    assert not stored.redirect_uri_optional


def test_direct_token_stays_narrow_whatever_is_sent(app, dev):
    client_id = make_client_of(app, DEV, profile="kagibag")
    forced = {"state_required": None, "refresh_token_lifetime": "86400", "silent_reapproval": "y"}
    assert save(dev, client_id, **forced).status_code == 302
    stored = settings_of(app, client_id)
    assert (stored.state_required, stored.silent_reapproval) == (True, False)
    assert (stored.refresh_token_lifetime, stored.default_scopes) == (0, "events:read")


def test_profile_presets_everything_and_keeps_the_scopes(app, dev):
    client_id = make_client_of(app, DEV, scopes="events:read profile:read")
    assert use_profile(dev, client_id, "eventtemple").status_code == 302
    with app.app_context():
        client = Client.find(client_id)
        assert client.scopes == "crm_read events:read profile:read"
        assert (client.default_scopes, client.several_teams) == ("crm_read", True)
        assert client.profile == "eventtemple"
    assert audit_lines(app)[-1] == ("client.profile_changed", '{"profile": "eventtemple"}')


def test_profile_that_does_not_exist_is_refused(app, dev):
    client_id = make_client_of(app, DEV)
    assert use_profile(dev, client_id, "imaginary").status_code == 422


def test_direct_tokens_need_an_address_of_their_own(app, dev):
    """Until its host is proved, which ends the claim of an app that was only reviewed."""
    other = make_client_of(app, "other@example.org", profile="kagibag")
    client_id = make_client_of(app, DEV)
    make(app, lambda: Client.find(other).review())
    answer = use_profile(dev, client_id, "kagibag")
    assert answer.status_code == 422
    assert "Another app gets its tokens at" in answer.text
    with app.app_context():
        client = Client.find(client_id)
        assert not client.direct_token
        HostProof.record(client, "app.example", None)
        db.session.commit()
    assert use_profile(dev, client_id, "kagibag").status_code == 302


def test_app_without_any_guard_is_pointed_out(app, dev):
    client_id = make_client_of(app, DEV)
    warning = "Nothing makes this app guard against forged answers"
    assert warning in dev.get(path_of(client_id)).text
    save(dev, client_id, pkce_required="y")
    assert warning not in dev.get(path_of(client_id)).text


def test_app_of_another_is_as_unknown_as_none(app, dev):
    client_id = make_client_of(app, "other@example.org")
    token = find_form(dev.get("/account").text).fields["csrf_token"][0]
    for page in ("settings", "profile"):
        here = f"/developer/apps/{client_id}/{page}"
        sent = dev.post(here, data={"csrf_token": token, "profile": "gancio"})
        assert (dev.get(here).status_code, sent.status_code) == (404, 404)


class TestOperatorsLimit:
    """MAX_ACCESS_TOKEN_LIFETIME."""

    @pytest.fixture
    def settings(self, database_url, tmp_path):
        return make_settings(
            database_url=database_url, stagedoor_home=tmp_path, max_access_token_lifetime=86_400
        )

    def test_it_bounds_offers_profiles_and_tokens(self, app, dev):
        client_id = make_client_of(app, DEV)
        assert save(dev, client_id, access_token_lifetime=str(7 * 86_400)).status_code == 422
        use_profile(dev, client_id, "passport")
        assert settings_of(app, client_id).access_token_lifetime == 86_400

        def issue():
            owner = factories.make_user()
            client = factories.make_client(owner, profile="gancio")[0]
            grant = factories.make_grant(client, owner)
            lifetime = client.access_token_lifetime
            return AccessToken.issue(grant, scopes="events:read", lifetime=lifetime)[0].expires_in

        assert make(app, issue) == 86_400
