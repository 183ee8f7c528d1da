"""A client's metadata: changed in part, the rest kept, and checked before it is kept."""

import pytest

from app.extensions import db
from app.models.clients.client import Client
from app.models.clients.client_lifecycle import TIME_TO_UNDO
from app.models.clients.client_metadata import ClientMetadata
from app.models.values.errors import ValidationError
from tests.support.factories import REDIRECT_URI, make_client
from tests.support.statements import recorded_by_drivers


def test_change_replaces_what_it_names_and_keeps_the_rest(context):
    client, _secret = make_client(name="Poster Board", scopes="events:read")

    client.change(website="https://poster.example")

    assert client.current_metadata() == ClientMetadata(
        name="Poster Board",
        redirect_uris=(REDIRECT_URI,),
        website="https://poster.example",
        profile=client.profile,
        runs_on="server",
        scopes=frozenset({"events:read"}),
    )


def test_change_that_is_not_allowed_changes_nothing(context):
    client, _secret = make_client(name="Poster Board")

    with pytest.raises(ValidationError):
        client.change(name="Stagedoor")

    assert client.name == "Poster Board"


class TestNameOfAReviewedApp:
    """It stays with its developer, who may have more than one app."""

    @pytest.fixture
    def reviewed(self, context):
        client, _secret = make_client(name="Poster Board")
        client.review()
        db.session.flush()
        return client

    @pytest.mark.parametrize("name", ["Poster Board", "POSTERB0ARD", "Pоster Bоard"])
    def test_others_cannot_register_it(self, name, reviewed):
        elsewhere = ("https://other.example/callback",)
        with pytest.raises(ValidationError, match=r"reviewed app|one alphabet"):
            make_client(name=name, redirect_uris=elsewhere)

    def test_others_cannot_change_to_it(self, reviewed):
        other, _secret = make_client(name="Other", redirect_uris=("https://other.example/cb",))
        with pytest.raises(ValidationError, match="reviewed app"):
            other.change(name="Posterboard")

    def test_its_developer_can(self, reviewed):
        second = ("https://second.example/callback",)
        client, _ = make_client(reviewed.owner, name="Poster Board", redirect_uris=second)
        assert client.name == "Poster Board"

    def test_others_at_the_same_address_cannot(self, reviewed):
        """Anyone can register an address; that of an installed app is everyone's."""
        with pytest.raises(ValidationError, match="reviewed app"):
            make_client(name="Poster Board", redirect_uris=tuple(reviewed.registered_uris()))

    @pytest.mark.parametrize(
        ("uri", "is_same"),
        [
            ("https://app.example/other", True),
            ("https://other.example/callback", False),
            ("http://127.0.0.1/callback", False),
            ("com.example.app:/callback", False),
        ],
    )
    def test_app_that_registered_itself_can_register_again_at_its_host(self, context, uri, is_same):
        def register(*uris):
            metadata = ClientMetadata(name="Poster Board", redirect_uris=uris)
            return Client.register(None, metadata.checked(), source="dcr")[0]

        everywhere = ("http://127.0.0.1/callback", "com.example.app:/callback")
        register("https://app.example/callback", *everywhere).review()
        db.session.flush()
        if is_same:
            assert register(uri).name == "Poster Board"
        else:
            with pytest.raises(ValidationError, match="reviewed app"):
                register(uri)

    def test_it_is_kept_while_a_change_waits_for_review(self, reviewed):
        reviewed.change(redirect_uris=("https://app.example/new",))
        assert not reviewed.is_reviewed
        with pytest.raises(ValidationError, match="reviewed app"):
            make_client(name="Poster Board")

    def test_it_is_kept_until_a_deletion_is_final(self, reviewed, clock):
        reviewed.delete()
        db.session.flush()
        with pytest.raises(ValidationError, match="reviewed app"):
            make_client(name="Poster Board")
        clock.advance(TIME_TO_UNDO + 1)
        assert make_client(name="Poster Board")[0].name == "Poster Board"

    def test_older_namesake_can_still_be_changed(self, context):
        older, _secret = make_client(name="Board", redirect_uris=("https://older.example/cb",))
        make_client(name="Board")[0].review()
        db.session.flush()
        older.change(description="Posters.")
        assert older.description == "Posters."


def test_older_name_that_breaks_a_newer_rule_does_not_block_other_changes(context):
    client, _secret = make_client()
    client.name = "Visit evil.example"
    client.change(description="Posters.")
    assert client.description == "Posters."
    with pytest.raises(ValidationError):
        client.change(name="Visit evil.example/now")


@pytest.mark.both_databases
def test_client_is_found_with_its_owner_in_one_read_and_can_be_locked(context):
    uris = tuple(f"https://own.example/{number}" for number in (2, 1, 3))
    client, _secret = make_client(name="Own", redirect_uris=uris)
    name, number, client_id = client.owner.name, client.owner.id, client.client_id
    db.session.commit()
    db.session.expunge_all()
    with recorded_by_drivers(("SELECT",)) as statements:
        found = Client.find_with_owner(client_id)
        assert (found.makers_name, found.owner_person.id) == (name, number)
        assert tuple(found.registered_uris()) == uris
        assert len(statements) == 1
    found.hold()
    assert not db.session.dirty
    found.delete()
    db.session.flush()
    assert Client.find_with_owner(client_id) is None
    assert Client.find_with_owner("sd_app_unknown") is None
